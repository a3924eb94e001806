/** The time and the waiting of the program. Tests hand in one they move by hand. */
export type Clock = {
  /** UTC milliseconds since 1970. */
  now: () => number;
  /** Resolves after the given milliseconds; rejects with the signal's reason when it aborts first. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
};

/** The machine's own clock. A sleep keeps the process alive: what is stopped aborts its own. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', onAbort, { once: true });
    }),
};
