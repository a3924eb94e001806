import type { Clock } from '../lib/clock.ts';
import type { QueueStats } from '../queue/queue.ts';
import type { ResourceFigures, Resources } from './resources.ts';

/** What the program takes and has to do at one moment. */
export type Sample = ResourceFigures & {
  atMs: number;
  /** Null where the queue did not answer. */
  queue: QueueStats | null;
  /** JavaScript objects of each thread of runs that tells. */
  threadHeapBytes: number[];
};

export type Sampling = {
  /** Takes one now, for the history and for who listens. */
  take: () => Promise<Sample>;
  /** The last one while it is fresh, else one taken now. */
  latest: () => Promise<Sample>;
  /** Those of the last hour, the oldest first. */
  history: () => readonly Sample[];
  start: () => void;
  /** Ends for good. */
  stop: () => void;
};

export type SamplingOptions = {
  resources: Resources;
  clock: Clock;
  queueStats: () => Promise<QueueStats>;
  threadHeapBytes: () => Promise<number[]>;
  onSample: (sample: Sample) => void;
};

const everyMs = 10_000;
const keptSamples = 360;

/** Looks every ten seconds at what the program takes, and remembers an hour of it in memory. */
export function createSampling(options: SamplingOptions): Sampling {
  const { resources, clock, queueStats, threadHeapBytes, onSample } = options;
  const kept: Sample[] = [];
  let taking: Promise<Sample> | null = null;
  let timer: NodeJS.Timeout | undefined;

  async function read(): Promise<Sample> {
    const [figures, queue, heaps] = await Promise.all([
      resources.read(),
      queueStats().catch(() => null),
      threadHeapBytes(),
    ]);
    const sample = { ...figures, atMs: clock.now(), queue, threadHeapBytes: heaps };
    kept.push(sample);
    if (kept.length > keptSamples) kept.shift();
    onSample(sample);
    return sample;
  }

  /** Two who ask at the same time share one: reading the delay of the loop begins its measurement anew. */
  function take(): Promise<Sample> {
    taking ??= read().finally(() => {
      taking = null;
    });
    return taking;
  }

  return {
    take,
    async latest() {
      const last = kept.at(-1);
      return last && clock.now() - last.atMs <= everyMs ? last : await take();
    },
    history: () => kept,
    start() {
      void take();
      timer = setInterval(take, everyMs);
      timer.unref();
    },
    stop() {
      clearInterval(timer);
      resources.close();
    },
  };
}
