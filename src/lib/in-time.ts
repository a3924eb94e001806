import type { Clock } from './clock.ts';

/** What the promise gives, or null when it gives nothing within the time. */
export async function inTime<T>(ms: number, promise: Promise<T>, clock: Clock): Promise<T | null> {
  const answered = new AbortController();
  const tooLate = clock.sleep(ms, answered.signal).then(() => null);
  try {
    return await Promise.race([promise, tooLate]);
  } finally {
    tooLate.catch(() => {});
    answered.abort();
  }
}
