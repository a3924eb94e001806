import { Hono } from 'hono';
import { readSystemSetting } from '../../../db/settings.ts';
import type { Env } from '../context.ts';
import type { Parts } from '../parts.ts';

/** `/livez`: the process answers. `/readyz`: it can also serve, since the database does. Neither says more. */
export function healthRoutes({ reader, isReady, assets }: Parts): Hono<Env> {
  return new Hono<Env>()
    .get('/livez', (c) => c.text('alive\n'))
    .get('/readyz', (c) => {
      readSystemSetting(reader, 'publicAddress', null);
      return isReady?.() === false ? c.text('not ready\n', 503) : c.text('ready\n');
    })
    .get('/favicon.svg', (c) => {
      const mark = assets.find('mark.svg');
      return mark ? c.body(mark.bytes, 200, { 'content-type': mark.type, 'cache-control': 'no-cache' }) : c.notFound();
    });
}
