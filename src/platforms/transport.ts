import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import { badAnswer, classifyAnswer, type ErrorReader, networkError } from './http-errors.ts';
import type { Fetch, RateLimit, RateLimits } from './platform.ts';
import { readRateLimit } from './rate-limit.ts';

export type TransportOptions = {
  origin: string;
  fetch: Fetch;
  clock: Clock;
  accessToken?: string | undefined;
  /** The field of the body that carries the token, where it is not a header. */
  tokenField?: string | undefined;
  readError?: ErrorReader | undefined;
  /** How long to wait after a 429 that does not say; without it a minute. */
  pauseMs?: number | undefined;
};
export type WireRequest = {
  method: 'GET' | 'POST' | 'PUT';
  url: URL;
  body?: unknown;
  /** Without it JSON. */
  accept?: string;
  /** Without it a GET reads and a PUT edits. What reads has its own limits, what edits more time. */
  purpose?: Purpose;
  signal?: AbortSignal | undefined;
};
type Purpose = 'read' | 'edit' | 'other';
/** A 2xx; for GET also a 3xx. */
export type WireAnswer = { status: number; headers: Headers; text: string };

const usualPurpose: Record<WireRequest['method'], Purpose> = { GET: 'read', PUT: 'edit', POST: 'other' };

const maxBytes = 8_000_000;
const readTimeoutMs = 20_000;
/** A write waits longer: a slow server that answers late saves a settlement. */
const writeTimeoutMs = 40_000;

/**
 * Sends single requests to one origin: whatever a server answers, the token goes nowhere else. Remembers the rate
 * limits and does not call a server that has said to wait.
 */
export function createTransport(options: TransportOptions) {
  const { origin, fetch, clock, accessToken, tokenField, readError, pauseMs } = options;
  const host = new URL(origin).host;
  const limits: RateLimits = { read: null, write: null };
  const credentials: Record<string, string> =
    accessToken === undefined || tokenField ? {} : { authorization: `Bearer ${accessToken}` };
  const withToken = (body: unknown) =>
    tokenField && accessToken !== undefined ? { ...(body as object), [tokenField]: accessToken } : body;

  async function exchange(request: WireRequest, purpose: Purpose): Promise<WireAnswer> {
    const { method, url, body, accept = 'application/json', signal } = request;
    if (url.origin !== origin) throw badAnswer(host, `sent on to ${url.origin}`);
    try {
      const response = await fetch(url, {
        method,
        headers: {
          accept,
          ...credentials,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        redirect: 'manual',
        maxBytes,
        timeoutMs: purpose === 'edit' ? writeTimeoutMs : readTimeoutMs,
        ...(body !== undefined && { body: JSON.stringify(withToken(body)) }),
        ...(signal && { signal }),
      });
      return { status: response.status, headers: response.headers, text: await response.text() };
    } catch (thrown) {
      signal?.throwIfAborted();
      throw networkError(host, thrown);
    }
  }

  /** Servers that tell a fault in full may repeat what was sent; errors go to the log, the rows and the page. */
  const withoutToken = (text: string) => (accessToken ? text.replaceAll(accessToken, '[redacted]') : text);

  /** Throws the errors listed in http-errors.ts for everything that is no success. */
  async function send(request: WireRequest): Promise<WireAnswer> {
    const purpose = request.purpose ?? usualPurpose[request.method];
    const kind = purpose === 'read' ? 'read' : 'write';
    respectLimit(host, limits[kind], clock.now());
    const answer = await exchange(request, purpose);
    const { status, headers, text } = answer;
    const { method, url } = request;
    limits[kind] = readRateLimit(headers, clock.now()) ?? limits[kind];
    if (status >= 200 && status < 300) return answer;
    const body = withoutToken(text);
    const failed = { status, headers, body, host, nowMs: clock.now(), pauseMs, method, path: url.pathname };
    // A reading follows, unless its family knows better what being led elsewhere means.
    if (status < 400 && status >= 300 && method === 'GET' && !readError?.(failed, null)) return answer;
    const error = classifyAnswer(failed, readError);
    if (error.code === 'rate-limited' && error.retryAtMs !== undefined) {
      limits[kind] = { limit: limits[kind]?.limit ?? null, remaining: 0, resetAtMs: error.retryAtMs };
    }
    throw error;
  }

  return { send, host, limits: (): RateLimits => ({ ...limits }) };
}

function respectLimit(host: string, limit: RateLimit | null, nowMs: number): void {
  if (!limit || limit.remaining > 0 || limit.resetAtMs <= nowMs) return;
  throw new AppError('platform', say('platforms.rateLimited', { host }), {
    code: 'rate-limited',
    retryAtMs: limit.resetAtMs,
  });
}
