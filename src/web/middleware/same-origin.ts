import { createMiddleware } from 'hono/factory';
import { AppError } from '../../lib/errors.ts';
import { say } from '../../lib/sentence.ts';
import type { Env } from '../context.ts';
import type { Parts } from '../parts.ts';
import { isLiteralHost } from '../public-address.ts';
import { requestOrigin } from '../request.ts';

const harmless = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Protection against requests that another site's page makes in a person's name. Every request that changes something,
 * whatever its body's type, must come from a page of our own: by its Origin, or, where a browser sends none, by
 * Sec-Fetch-Site. Requests with neither are refused as well.
 */
export function sameOrigin(parts: Pick<Parts, 'config' | 'publicAddress'>) {
  return createMiddleware<Env>(async (c, next) => {
    if (harmless.has(c.req.method)) return next();
    const origin = c.req.header('origin');
    const isOwn =
      origin === undefined ? c.req.header('sec-fetch-site') === 'same-origin' : isOwnOrigin(origin, c, parts);
    if (isOwn) return next();
    const address = parts.publicAddress.current() ?? requestOrigin(c, parts);
    throw new AppError('validation', say('web.foreignOrigin', { address }), { code: 'foreign-origin' });
  });
}

function isOwnOrigin(
  origin: string,
  c: Parameters<typeof requestOrigin>[0],
  parts: Pick<Parts, 'config' | 'publicAddress'>,
): boolean {
  const publicOrigin = parts.publicAddress.current();
  if (origin === publicOrigin) return true;
  const from = URL.parse(origin);
  if (!from || from.host !== new URL(requestOrigin(c, parts)).host) return false;
  // Before set-up nothing is confirmed yet, and afterwards http://127.0.0.1 is as good as http://localhost. A name
  // would not do: a stranger's name server can make it point here.
  return publicOrigin === null || isLiteralHost(from.hostname);
}
