import type { AppError } from './errors.ts';
import { acceptedEncodings } from './fetch-body.ts';
import { netError } from './fetch-errors.ts';
import { say } from './sentence.ts';

/** A request in the form that is sent, perhaps several times. */
export type Call = {
  url: URL;
  method: string;
  headers: Headers;
  body: Uint8Array | null;
};

const maxRedirects = 3;
const credentialHeaders = ['authorization', 'proxy-authorization', 'cookie'];

/** The URL of a request; throws `bad-address` and `bad-scheme`. */
export function toUrl(input: string | URL | Request): URL {
  const address = input instanceof Request ? input.url : String(input);
  if (!URL.canParse(address)) throw netError('bad-address', say('net.badAddress', { address }));
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw netError('bad-scheme', say('net.badScheme', { address }));
  }
  // A password in an address would end up in logs and on pages.
  if (url.username || url.password) throw netError('bad-address', say('net.badAddress', { address: url.host }));
  return url;
}

/** The platform's own Request turns every kind of body into bytes and names their type. */
export async function toCall(
  input: string | URL | Request,
  { signal: _signal, redirect: _redirect, ...init }: RequestInit,
  userAgent: string,
): Promise<Call> {
  const request = new Request(input, init);
  const headers = new Headers(request.headers);
  if (!headers.has('user-agent')) headers.set('user-agent', userAgent);
  if (!headers.has('accept-encoding')) headers.set('accept-encoding', acceptedEncodings);
  const body = request.body ? new Uint8Array(await request.arrayBuffer()) : null;
  return { url: toUrl(input), method: request.method, headers, body };
}

/** Whether repeating it changes nothing at the far end, whatever became of the first one. */
export function isReading({ method }: Call): boolean {
  return method === 'GET' || method === 'HEAD';
}

export function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

/** The answer to this call passed us on to where we do not go. */
export function badRedirect({ url }: Call): AppError {
  return netError('bad-redirect', say('net.badRedirect', { host: url.host }));
}

/**
 * The call a redirect leads to; throws `bad-redirect` when it is not to be followed: not a reading call, the fourth in
 * a row, another host, from https down to http, or no address. Another origin never gets the credentials.
 */
export function redirectCall(call: Call, location: string, hops: number, toOtherHosts: boolean): Call {
  if (!isReading(call) || hops >= maxRedirects || location === '' || !URL.canParse(location, call.url.href))
    throw badRedirect(call);
  const url = toUrl(new URL(location, call.url));
  if (call.url.protocol === 'https:' && url.protocol === 'http:') throw badRedirect(call);
  if (url.hostname !== call.url.hostname && !toOtherHosts) throw badRedirect(call);
  const headers = new Headers(call.headers);
  if (url.origin !== call.url.origin) for (const name of credentialHeaders) headers.delete(name);
  return { ...call, url, headers };
}
