import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { sessionLifetimeMs } from '../users/sessions.ts';
import type { PageContext } from './context.ts';
import type { Parts } from './parts.ts';
import { isSecure } from './request.ts';

type Wanted = Pick<Parts, 'config' | 'publicAddress'>;

/** `__Host-` keeps neighbours on the same domain from setting it; browsers accept that prefix over https only. */
const cookieName = (secure: boolean) => (secure ? '__Host-altwright' : 'altwright');

export function readSessionCookie(c: PageContext, parts: Wanted): string | undefined {
  return getCookie(c, cookieName(isSecure(c, parts)));
}

export function writeSessionCookie(c: PageContext, parts: Wanted, token: string): void {
  const secure = isSecure(c, parts);
  const maxAge = sessionLifetimeMs / 1000;
  // Lax: coming back from a server's consent page is a navigation from elsewhere and must find the session.
  setCookie(c, cookieName(secure), token, { path: '/', httpOnly: true, sameSite: 'Lax', secure, maxAge });
}

export function dropSessionCookie(c: PageContext, parts: Wanted): void {
  const secure = isSecure(c, parts);
  deleteCookie(c, cookieName(secure), { path: '/', secure });
}
