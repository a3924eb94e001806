import type { ErrorRecord } from '../lib/errors.ts';

/** What to do with a task after an error. `counts`: whether this try is used up. */
export type RetryDecision =
  | { kind: 'later'; atMs: number; counts: boolean }
  | { kind: 'giveUp' }
  /** Only the person can help (sign in again); the task ends with the sentence that says how. */
  | { kind: 'askUser' };

/** Where the task stands; a draft, which shows that it gets on, makes all of it begin anew. */
export type RetryState = {
  /** Tries used up. */
  tries: number;
  /** Since when it has been kept from getting on; null when this is the first trouble. */
  waitingSinceMs: number | null;
  /** The code of the trouble before this one. */
  codeBefore: string | undefined;
  nowMs: number;
  /** 0 to 1, for the jitter. */
  random: number;
};

type Backoff = { firstMs: number; longestMs: number; maxTries: number };

/** About six hours for a server that is being mended, about an hour for trouble of our own. */
const backoffs: Record<'platform' | 'resource', Backoff> = {
  platform: { firstMs: 30_000, longestMs: 3_600_000, maxTries: 12 },
  resource: { firstMs: 10_000, longestMs: 900_000, maxTries: 10 },
};

/** Away, not broken: waiting for these uses up no try. What wakes a task earlier makes long waits harmless. */
const awayCodes: ReadonlySet<string> = new Set([
  'model-unreachable',
  'model-busy',
  'rate-limited',
  'redis-unreachable',
  'model-elsewhere',
]);
const longestAwayMs = 300_000;

/**
 * Who worked on it is gone, or what it was opened with was renewed, which says little about the task: the first time it
 * begins again at once.
 */
const atOnceCodes: ReadonlySet<string> = new Set(['thread-died', 'worker-lost', 'token-renewed']);

/** A task that has not got on for so long gives up, whatever it waits for. */
const deadlineMs = 7 * 86_400_000;

/**
 * The retry policy of tasks, as a pure function: platform and resource errors wait, longer each time and never less
 * than the other side told, until the tries are used up or the deadline is over; validation errors and lasting ones end
 * the task at once; authentication errors ask the person.
 */
export function decideRetry(error: ErrorRecord, state: RetryState): RetryDecision {
  const { tries, waitingSinceMs, nowMs, random } = state;
  if (error.category === 'authentication') return { kind: 'askUser' };
  if (error.category === 'validation' || error.isLasting) return { kind: 'giveUp' };
  const waitedMs = nowMs - (waitingSinceMs ?? nowMs);
  const counts = !isOneOf(awayCodes, error.code);
  const backoff = backoffs[error.category];
  if (waitedMs >= deadlineMs || (counts && tries + 1 >= backoff.maxTries)) return { kind: 'giveUp' };
  if (isOneOf(atOnceCodes, error.code) && !isOneOf(atOnceCodes, state.codeBefore)) {
    return { kind: 'later', atMs: nowMs, counts };
  }
  const plainMs = counts ? waitAfterTries(tries, backoff) : waitWhileAway(waitedMs, backoff);
  const jitteredMs = plainMs * (0.8 + 0.4 * random);
  return { kind: 'later', atMs: Math.round(Math.max(nowMs + jitteredMs, error.retryAtMs ?? 0)), counts };
}

function waitAfterTries(tries: number, { firstMs, longestMs }: Backoff): number {
  return Math.min(longestMs, firstMs * 2 ** Math.min(tries, 20));
}

/** As long again as it has waited so far: doubling, without a count. */
function waitWhileAway(waitedMs: number, { firstMs }: Backoff): number {
  return Math.min(longestAwayMs, Math.max(firstMs, waitedMs));
}

const isOneOf = (codes: ReadonlySet<string>, code: string | undefined) => code !== undefined && codes.has(code);
