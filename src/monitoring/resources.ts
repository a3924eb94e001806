import { statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What the program takes of its machine, at one moment. */
export type ResourceFigures = {
  rssBytes: number;
  /** What the process may take: the machine's memory, or what its container is given of it. */
  memoryLimitBytes: number;
  /** JavaScript objects of the main thread. */
  heapBytes: number;
  /** How late the event loop was, in the worst hundredth since the figures were last read. */
  loopDelayMs: number;
  /** Free space where the data folder lies; null where the system does not say. */
  diskFreeBytes: number | null;
  uptimeMs: number;
};

export type Resources = {
  read: () => Promise<ResourceFigures>;
  close: () => void;
};

const resolutionMs = 20;

/** Watches the process and the disk of its data folder. Close it, or it keeps measuring. */
export function createResources({ dataDir }: { dataDir: string }): Resources {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();

  function readDelayMs(): number {
    const p99 = delay.percentile(99);
    // Node measures from tick to tick, so an idle loop shows the resolution itself; Deno measures only what is late.
    const idle = Math.min(delay.min, resolutionMs * 1e6);
    const isEmpty = delay.count === 0;
    delay.reset();
    return isEmpty ? 0 : Math.max(0, p99 - idle) / 1e6;
  }

  return {
    async read() {
      const { rss, heapUsed } = process.memoryUsage();
      const disk = await statfs(dataDir).catch(() => null);
      return {
        rssBytes: rss,
        memoryLimitBytes: memoryLimit(),
        heapBytes: heapUsed,
        loopDelayMs: readDelayMs(),
        diskFreeBytes: disk && disk.bavail * disk.bsize,
        uptimeMs: process.uptime() * 1000,
      };
    },
    close: () => void delay.disable(),
  };
}

/** Without a container's limit the system says none, or one far beyond the machine. */
function memoryLimit(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
