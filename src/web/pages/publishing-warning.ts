import { Hono } from 'hono';
import { z } from 'zod';
import { publishingWarningBody } from '../../../templates/pages/publishing-warning.ts';
import { isByHand } from '../../publishing/by-hand.ts';
import type { Env, PageContext } from '../context.ts';
import { readForm } from '../form.ts';
import type { Parts } from '../parts.ts';
import { renderPage } from '../render.ts';
import { localPath } from '../request.ts';

const warningForm = z.object({ next: z.string().optional() });

/** What an edit does on a connection's server: to be read once, before its first publication. */
export function publishingWarningPage(parts: Parts): Hono<Env> {
  const { publishing } = parts;
  return new Hono<Env>()
    .get('/:id/publishing-warning', (c) => {
      const { words, user } = c.var;
      const warning = publishing.warning({ user, connectionId: c.req.param('id') });
      // Nothing is published there before she has let Altwright edit, which is another page.
      if (isByHand(warning)) return c.redirect(`/connections/${warning.connectionId}/edits`, 303);
      const next = localPath(c.req.query('next'), '/inbox');
      const body = publishingWarningBody(words, { ...warning, next });
      return renderPage(c, parts, { title: words.t('publishing.warningTitle'), body });
    })
    .post('/:id/publishing-warning', async (c) => {
      const form = await readForm(c, warningForm);
      publishing.acceptWarning({ user: c.var.user, connectionId: c.req.param('id') });
      return c.redirect(localPath(form.typed.next, '/inbox'), 303);
    });
}

/** Where the warning of a connection is read, on the way to another page. */
export function warningPath(connectionId: string, next: string): string {
  return `/connections/${connectionId}/publishing-warning?next=${encodeURIComponent(next)}`;
}

/**
 * To be called before a decision and, once it has been made, asked for the way on: to the warning, if the decision is
 * the first on its connection that waits for it. Later ones wait with a note, so that nobody is led there twice.
 */
export function warningPathAfter(c: PageContext, { publishing }: Parts): (next: string) => string | undefined {
  const { user } = c.var;
  const needed = () => publishing.warningsNeeded({ user }).map(({ connectionId }) => connectionId);
  const before = new Set(needed());
  return (next) => {
    const connectionId = needed().find((id) => !before.has(id));
    return connectionId && warningPath(connectionId, next);
  };
}
