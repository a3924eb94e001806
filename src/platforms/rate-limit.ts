import type { RateLimit } from './platform.ts';

const maxWaitMs = 6 * 3_600_000;
const defaultWaitMs = 60_000;

/** Fewer seconds are a span, more are a time since 1970. */
const longestSpanSeconds = 1e9;
const plainNumber = /^\s*\d+(\.\d+)?\s*$/;

/** What `X-RateLimit-*` says, or null. */
export function readRateLimit(headers: Headers, nowMs: number): RateLimit | null {
  const remaining = readCount(headers.get('x-ratelimit-remaining'));
  const resetAtMs = readReset(headers, nowMs);
  if (remaining === null || resetAtMs === null) return null;
  return { limit: readCount(headers.get('x-ratelimit-limit')), remaining, resetAtMs };
}

/** When a 429 (or a 503) says to come back; null when it does not say. */
export function readRetryAt(headers: Headers, nowMs: number): number | null {
  const after = headers.get('retry-after');
  if (after === null) return readReset(headers, nowMs);
  const waitMs = plainNumber.test(after) ? Number(after) * 1000 : onOurClock(Date.parse(after), headers, nowMs) - nowMs;
  return Number.isFinite(waitMs) ? bounded(nowMs + waitMs, nowMs) : readReset(headers, nowMs);
}

/** When to come back after a 429, `pauseMs` from now when the server does not say. */
export function retryAtOrDefault(headers: Headers, nowMs: number, pauseMs = defaultWaitMs): number {
  return readRetryAt(headers, nowMs) ?? nowMs + pauseMs;
}

/** Whether hardly more than the given share of a budget is left. */
export function isNearlyUsed({ limit, remaining }: RateLimit, share: number): boolean {
  return remaining <= (limit === null ? 2 : Math.floor(limit * share));
}

function readCount(text: string | null): number | null {
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}

/**
 * An ISO 8601 time on Mastodon and GoToSocial, seconds to wait on Sharkey, seconds since 1970 on what is made with Laravel
 * (Pixelfed) and from many proxies. `Date.parse` would take a small number for a year or a day.
 */
function readReset(headers: Headers, nowMs: number): number | null {
  const text = headers.get('x-ratelimit-reset') ?? '';
  const seconds = plainNumber.test(text) ? Number(text) : null;
  if (seconds !== null && seconds < longestSpanSeconds) return bounded(nowMs + seconds * 1000, nowMs);
  const resetAtMs = onOurClock(seconds === null ? Date.parse(text) : seconds * 1000, headers, nowMs);
  return Number.isFinite(resetAtMs) ? bounded(resetAtMs, nowMs) : null;
}

/** The server's clock may be minutes off; its Date header says by how much. */
function onOurClock(timeMs: number, headers: Headers, nowMs: number): number {
  const serverNowMs = Date.parse(headers.get('date') ?? '');
  return Number.isFinite(serverNowMs) ? nowMs + timeMs - serverNowMs : timeMs;
}

/** A server that says "come back in a hundred years" must not stop a connection for good. */
function bounded(timeMs: number, nowMs: number): number {
  return Math.min(Math.max(timeMs, nowMs + 1000), nowMs + maxWaitMs);
}
