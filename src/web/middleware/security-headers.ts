import { createMiddleware } from 'hono/factory';
import type { Env } from '../context.ts';
import type { Parts } from '../parts.ts';
import { isSecure } from '../request.ts';

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const always: Record<string, string> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // Not `no-referrer`: browsers then send `Origin: null` with our own forms, and no origin check could pass.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
};

const overHttps = { ...always, 'strict-transport-security': 'max-age=31536000' };

/** The headers every answer carries; streams that write their own head add them themselves. */
export function securityHeaders(secure: boolean): Readonly<Record<string, string>> {
  return secure ? overHttps : always;
}

/** Adds the headers; what has no caching of its own is private and kept nowhere. */
export function addSecurityHeaders(parts: Pick<Parts, 'config' | 'publicAddress'>) {
  return createMiddleware<Env>(async (c, next) => {
    await next();
    const { headers } = c.res;
    for (const [name, value] of Object.entries(securityHeaders(isSecure(c, parts)))) headers.set(name, value);
    if (!headers.has('cache-control')) headers.set('cache-control', 'private, no-store');
  });
}
