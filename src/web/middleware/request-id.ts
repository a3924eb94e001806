import { createMiddleware } from 'hono/factory';
import { matchedRoutes } from 'hono/route';
import { newId } from '../../lib/ids.ts';
import type { Env } from '../context.ts';
import type { Parts } from '../parts.ts';
import { clientAddress } from '../request.ts';

/**
 * Names every request and writes one line about it when it has been answered. The line holds the route's pattern, not
 * the address: one-time links and OAuth codes are in addresses.
 */
export function requestId(parts: Pick<Parts, 'config' | 'log' | 'clock'>) {
  const { log, clock } = parts;
  return createMiddleware<Env>(async (c, next) => {
    const startMs = clock.now();
    const id = newId(startMs);
    c.set('requestId', id);
    c.set('address', clientAddress(c, parts));
    c.set('visitor', null);
    await next();
    c.res.headers.set('x-request-id', id);
    const route = matchedRoutes(c).at(-1)?.path;
    const userId = c.var.visitor?.user.id;
    log[isRoutine(route) ? 'debug' : 'info']({
      event: 'request',
      requestId: id,
      method: c.req.method,
      route,
      status: c.res.status,
      ms: clock.now() - startMs,
      ...(userId !== undefined && { userId }),
    });
  });
}

/** Asked for many times a page or minute, and telling nothing. */
function isRoutine(route = ''): boolean {
  return route.startsWith('/assets') || route === '/livez' || route === '/readyz';
}
