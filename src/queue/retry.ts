import type { ErrorRecord } from '../lib/errors.ts';

/** What to do with a task after an error. `counts`: whether this try is used up. */
export type RetryDecision =
  | { kind: 'later'; atMs: number; counts: boolean }
  | { kind: 'giveUp' }
  /** Only the person can help (sign in again); the task ends with the sentence that says how. */
  | { kind: 'askUser' };

export type RetryState = { tries: number; nowMs: number /** 0 to 1, for the jitter. */; random: number };

type Backoff = { firstMs: number; longestMs: number; maxTries: number };

const backoffs: Record<'platform' | 'resource', Backoff> = {
  platform: { firstMs: 30_000, longestMs: 900_000, maxTries: 8 },
  resource: { firstMs: 10_000, longestMs: 300_000, maxTries: 5 },
};

/** Away, not broken: waiting for these costs no try, however long it takes. */
const awayCodes = new Set(['model-unreachable', 'model-busy', 'rate-limited']);

/**
 * The retry policy of tasks, as a pure function: platform and resource errors wait, longer each time and never less
 * than the other side told; validation errors and lasting ones end the task at once; authentication errors ask the
 * person.
 */
export function decideRetry(error: ErrorRecord, { tries, nowMs, random }: RetryState): RetryDecision {
  if (error.category === 'authentication') return { kind: 'askUser' };
  if (error.category === 'validation' || error.isLasting) return { kind: 'giveUp' };
  const { firstMs, longestMs, maxTries } = backoffs[error.category];
  const counts = !(error.code !== undefined && awayCodes.has(error.code));
  if (counts && tries + 1 >= maxTries) return { kind: 'giveUp' };
  const plainMs = Math.min(longestMs, firstMs * 2 ** Math.min(tries, 10));
  const jitteredMs = plainMs * (0.8 + 0.4 * random);
  return { kind: 'later', atMs: Math.round(Math.max(nowMs + jitteredMs, error.retryAtMs ?? 0)), counts };
}
