import { setImmediate as nextTurn } from 'node:timers/promises';
import { systemClock } from './clock.ts';

/**
 * The promise's outcome, or a rejection when it has none within the given milliseconds. A late event loop counts for
 * nobody: what lies ready when the time is up is still read.
 */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  const isSettled = new AbortController();
  const timeUp = systemClock.sleep(ms, isSettled.signal).then(async () => {
    for (let turn = 0; turn < 3; turn += 1) await nextTurn();
    throw new Error(`no answer within ${ms} ms`);
  });
  try {
    return await Promise.race([promise, timeUp]);
  } finally {
    isSettled.abort();
    timeUp.catch(() => {});
    promise.catch(() => {});
  }
}
