import type { Clock } from '../../lib/clock.ts';

/** Waits before a call that would come less than `everyMs` after the one before. */
export function createSpacing(everyMs: number, clock: Clock): (signal?: AbortSignal) => Promise<void> {
  let freeAtMs = Number.NEGATIVE_INFINITY;
  return async (signal) => {
    const nowMs = clock.now();
    // A clock that was set back must not stop everything until it is there again.
    const waitMs = Math.min(Math.max(freeAtMs - nowMs, 0), everyMs);
    freeAtMs = nowMs + waitMs + everyMs;
    if (waitMs > 0) await clock.sleep(waitMs, signal);
  };
}
