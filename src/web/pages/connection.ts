import { Hono } from 'hono';
import { type ConnectionPageView, connectionBody, editsBody } from '../../../templates/pages/connection.ts';
import type { Env, PageContext } from '../context.ts';
import type { Parts } from '../parts.ts';
import { connectionName, renderPage } from '../render.ts';

/** One connection: what is known of its server, what edits do there, and whether they are made where that is unknown. */
export function connectionPage(parts: Parts): Hono<Env> {
  const { publishing } = parts;
  const wishOf = (c: PageContext) => ({ user: c.var.user, connectionId: c.req.param('id') ?? '' });
  return new Hono<Env>()
    .get('/:id', (c) => {
      const { words } = c.var;
      const view = viewOf(c, parts);
      const title = words.t('server.title', { handle: `${view.handle}@${view.host}` });
      return renderPage(c, parts, { title, body: connectionBody(words, view) });
    })
    .get('/:id/edits', (c) => {
      const { words } = c.var;
      const body = editsBody(words, publishing.warning(wishOf(c)));
      return renderPage(c, parts, { title: words.t('server.allowTitle'), body });
    })
    .post('/:id/edits', (c) => {
      publishing.allowEdits(wishOf(c));
      return c.redirect(`/connections/${wishOf(c).connectionId}`, 303);
    })
    .post('/:id/edits/removal', (c) => {
      publishing.withdrawEdits(wishOf(c));
      return c.redirect(`/connections/${wishOf(c).connectionId}`, 303);
    });
}

function viewOf(c: PageContext, { connections, publishing, clock }: Parts): ConnectionPageView {
  const { user } = c.var;
  const connection = connections.get(user.id, c.req.param('id') ?? '');
  const { accountUrl, software, version, createdAt, factsReadAt } = connection;
  const { isUnproven, editsAllowedAt, sentences } = publishing.warning({ user, connectionId: connection.id });
  return {
    ...connectionName(connection),
    ...{ accountUrl, software, version, createdAt, factsReadAt, isUnproven, editsAllowedAt, sentences },
    acceptance: connections.acceptance(connection),
    nowMs: clock.now(),
  };
}
