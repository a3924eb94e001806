import { setTimeout as sleep } from 'node:timers/promises';

/** A server's answer; null where it says that there is nothing. */
export type Json = Record<string, unknown>;
export type Ask = (method: string, path: string, body?: object | FormData) => Promise<Json | null>;

/** Mastodon lets 30 posts be deleted in half an hour and says so by a 429. */
const longestWaitMs = 35 * 60_000;
const shortestWaitMs = 1000;

/** The owner's own requests, beside those of the client under test: a 429 is waited for, a 404 is null. */
export function askAs(origin: string, headers: Record<string, string>): Ask {
  return async function ask(method, path, body) {
    const isForm = body instanceof FormData;
    const response = await fetch(origin + path, {
      method,
      headers: {
        accept: 'application/json',
        ...headers,
        ...(body && !isForm && { 'content-type': 'application/json' }),
      },
      ...(body && { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status === 429) {
      await sleep(waitAfter(response.headers));
      return ask(method, path, body);
    }
    if (response.status === 404 || text.includes('NO_SUCH_NOTE')) return null;
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
    return text === '' ? {} : (JSON.parse(text) as Json);
  };
}

function waitAfter(headers: Headers): number {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  const resetMs = Date.parse(headers.get('x-ratelimit-reset') ?? '') - Date.now();
  const waitMs = Number.isFinite(seconds) ? seconds * 1000 : Number.isFinite(resetMs) ? resetMs : 60_000;
  return Math.min(Math.max(waitMs, shortestWaitMs), longestWaitMs);
}
