import type { Clock } from '../../src/lib/clock.ts';

export type TestClock = Clock & {
  /** Moves the time on and wakes the sleepers whose time has come, earliest first. */
  advance: (ms: number) => void;
};

type Sleeper = { atMs: number; wake: () => void };

/** A clock that stands still until it is moved by hand. Starts at 2026-03-01T12:00:00Z unless told. */
export function testClock(startMs = Date.UTC(2026, 2, 1, 12)): TestClock {
  let nowMs = startMs;
  let sleepers: Sleeper[] = [];
  const sleep = (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      sleepers.push({ atMs: nowMs + ms, wake: resolve });
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  const advance = (ms: number) => {
    nowMs += ms;
    const due = sleepers.filter((sleeper) => sleeper.atMs <= nowMs).sort((a, b) => a.atMs - b.atMs);
    sleepers = sleepers.filter((sleeper) => sleeper.atMs > nowMs);
    for (const { wake } of due) wake();
  };
  return { now: () => nowMs, sleep, advance };
}
