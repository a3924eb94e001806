import * as oauth from 'oauth4webapi';
import type { Fetch } from './platform.ts';

type Options = { [oauth.customFetch]: CustomFetch; [oauth.allowInsecureRequests]: boolean; signal?: AbortSignal };
type CustomFetch = (
  url: string,
  options: oauth.CustomFetchOptions<string, URLSearchParams | undefined>,
) => Promise<Response>;

const maxBytes = 200_000;
const timeoutMs = 20_000;

/** By RFC 8414 where the server publishes it, otherwise the addresses that every server of the Mastodon API has. */
export async function findServer(
  origin: string,
  fetch: Fetch,
  signal: AbortSignal | undefined,
): Promise<oauth.AuthorizationServer> {
  const usual = {
    issuer: origin,
    authorization_endpoint: `${origin}/oauth/authorize`,
    token_endpoint: `${origin}/oauth/token`,
    revocation_endpoint: `${origin}/oauth/revoke`,
  };
  try {
    const issuer = new URL(origin);
    const response = await oauth.discoveryRequest(issuer, {
      ...optionsFor(origin, fetch, signal),
      algorithm: 'oauth2',
    });
    if (response.status !== 200) {
      // Left unread it would hold its connection until the time is up.
      await response.body?.cancel();
      return usual;
    }
    const published = await oauth.processDiscoveryResponse(issuer, response);
    return staysAt(origin, published) ? { ...usual, ...published } : usual;
  } catch {
    signal?.throwIfAborted();
    return usual;
  }
}

/** Codes, secrets and tokens go to the account's own server and nowhere else, whatever its metadata says. */
function staysAt(origin: string, server: oauth.AuthorizationServer): boolean {
  const endpoints = [server.authorization_endpoint, server.token_endpoint, server.revocation_endpoint];
  return endpoints.every((endpoint) => endpoint === undefined || URL.parse(endpoint)?.origin === origin);
}

export function optionsFor(origin: string, fetch: Fetch, signal: AbortSignal | undefined): Options {
  return {
    [oauth.customFetch]: (url, { method, headers, body, redirect }) =>
      fetch(url, {
        method,
        headers,
        redirect,
        maxBytes,
        timeoutMs,
        ...(body && { body: body.toString() }),
        ...(signal && { signal }),
      }),
    // Plain http is reached only where the caller let it become an origin (a sandbox, a home network).
    [oauth.allowInsecureRequests]: origin.startsWith('http:'),
  };
}
