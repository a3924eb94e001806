import { writeFileSync } from 'node:fs';
import { createHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded into a program before its own code (`--import loop-gauge.ts?file=…`): measures how late its event loop is, and
 * at each SIGUSR2 writes that to the file and begins anew. Threads of the program load it too and measure nothing.
 */
export type LoopDelay = {
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  /** How much processor time the thread itself used between two ticks: what is not the machine's doing. */
  ownP99Ms: number;
  ownMaxMs: number;
};

const resolutionMs = 5;

if (isMainThread) {
  const file = new URL(import.meta.url).searchParams.get('file') ?? '';
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  const own = createHistogram();
  let before = process.threadCpuUsage();
  setInterval(() => {
    const { user, system } = process.threadCpuUsage(before);
    own.record(Math.max(1, user + system));
    before = process.threadCpuUsage();
  }, resolutionMs).unref();

  process.on('SIGUSR2', () => {
    const told: LoopDelay = {
      p50Ms: delay.percentile(50) / 1e6,
      p99Ms: delay.percentile(99) / 1e6,
      maxMs: delay.max / 1e6,
      ownP99Ms: own.percentile(99) / 1e3,
      ownMaxMs: own.max / 1e3,
    };
    writeFileSync(file, JSON.stringify(told));
    delay.reset();
    own.reset();
  });
}
