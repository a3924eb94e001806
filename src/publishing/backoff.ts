const firstMs = 60_000;

/** A write that fails for eight tries, spread over most of a day, is left to the person. */
export const maxTries = 8;

/**
 * When to try again after the given number of failed tries: 1, 3, 9, … minutes, a fifth more or less by chance, so
 * that many posts do not come back to a recovering server at once. `random` is from 0 to 1.
 */
export function retryAt(failedTries: number, nowMs: number, random: number): number {
  const plainMs = firstMs * 3 ** Math.min(failedTries - 1, maxTries - 2);
  return Math.round(nowMs + plainMs * (0.8 + 0.4 * random));
}
