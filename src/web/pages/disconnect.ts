import { Hono } from 'hono';
import { removalBody } from '../../../templates/pages/connections.ts';
import type { Env } from '../context.ts';
import type { Parts } from '../parts.ts';
import { renderPage } from '../render.ts';

/** Taking leave of an account: first what goes with it, in numbers, then the deed. */
export function disconnectPage(parts: Parts): Hono<Env> {
  const { connections } = parts;
  return new Hono<Env>()
    .get('/:id/removal', (c) => {
      const { words, user } = c.var;
      const connection = connections.get(user.id, c.req.param('id'));
      const { id, handle } = connection;
      const counts = connections.count(user.id, id);
      return renderPage(c, parts, {
        title: words.t('connections.removalTitle', { handle }),
        body: removalBody(words, { id, handle, counts, givesBack: connections.givesBack(connection) }),
      });
    })
    .post('/:id/removal', async (c) => {
      await connections.disconnect(c.var.user.id, c.req.param('id'));
      return c.redirect('/connections?disconnected', 303);
    });
}
