import { Hono } from 'hono';
import { announce } from '../../../templates/components/live.ts';
import type { NoticeProps } from '../../../templates/components/notice.ts';
import { type PublicationsView, publicationPartials, publicationsBody } from '../../../templates/pages/publications.ts';
import { AppError } from '../../lib/errors.ts';
import { isByHand } from '../../publishing/by-hand.ts';
import type { User } from '../../users/users.ts';
import type { Env, PageContext } from '../context.ts';
import type { Parts } from '../parts.ts';
import { renderPage } from '../render.ts';
import { isLive } from '../request.ts';
import { warningPath } from './publishing-warning.ts';

const pageSize = 50;
const place = '/publications';

/** What waits to be written into posts, what was, and what could not be. */
export function publicationsPage(parts: Parts): Hono<Env> {
  const { publishing } = parts;
  return new Hono<Env>()
    .get(place, (c) => {
      const { words, user } = c.var;
      const body = publicationsBody(words, publicationsView(parts, user, beforeOf(c.req.query('before'))));
      return renderPage(c, parts, {
        title: words.t('publications.title'),
        body,
        flash: keptFlash(c.req.query('kept')),
        streamUrl: c.req.query('before') === undefined ? '/events?topics=inbox,publications' : '/events?topics=inbox',
      });
    })
    .post('/posts/:postId/publication', (c) =>
      answer(c, parts, 'publications.saidNow', (user) =>
        publishing.publishNow({ user, postId: c.req.param('postId') }),
      ),
    )
    .post('/publications/:id/removal', (c) =>
      answer(c, parts, 'publications.saidTakenBack', (user) =>
        publishing.cancel({ user, publicationId: c.req.param('id') }),
      ),
    )
    .post('/publications/:id/put-back', (c) =>
      answer(c, parts, 'publications.saidPutBack', (user) =>
        parts.review.putPostBack({ user, publicationId: c.req.param('id') }),
      ),
    )
    .post('/publications/:id/retry', (c) =>
      answer(c, parts, 'publications.saidAgain', (user) =>
        publishing.tryAgain({ user, publicationId: c.req.param('id') }),
      ),
    );
}

/** What was kept of texts that were put in by hand. */
function keptFlash(kept = '0'): NoticeProps | undefined {
  const count = /^\d{1,3}$/.test(kept) ? Number(kept) : 0;
  return count > 0 ? { meaning: 'good', sentence: { key: 'byHand.held', values: { count } } } : undefined;
}

/** Both lists of a person as they are now, the ended ones from the newest or from before a moment on. */
export function publicationsView(parts: Parts, user: User, before?: number): PublicationsView {
  const { publishing, connections, clock } = parts;
  const byHand = new Set(connections.list(user.id).flatMap((one) => (isByHand(one) ? [one.id] : [])));
  const ended = publishing.history({ user, limit: pageSize + 1, ...(before !== undefined && { before }) });
  const last = ended.length > pageSize ? ended[pageSize - 1] : undefined;
  return {
    queue: publishing.queue({ user }).map((row) => ({ ...row, isByHand: byHand.has(row.connection.id) })),
    quietHours: publishing.quietHours({ user }),
    ended: ended.slice(0, pageSize),
    warnings: publishing.warningsNeeded({ user }).map((warning) => ({
      ...warning,
      href: warningPath(warning.connectionId, place),
    })),
    olderHref: last ? `${place}?before=${last.createdAt}` : null,
    isFirstPage: before === undefined,
    nowMs: clock.now(),
  };
}

/** Does what was asked and shows both lists as they are then. Where the warning comes first, it leads there. */
function answer(c: PageContext, parts: Parts, said: string, deed: (user: User) => void) {
  const { words, user } = c.var;
  try {
    deed(user);
  } catch (thrown) {
    const path = thrown instanceof AppError && wayOn(parts, user, thrown.code);
    if (!path) throw thrown;
    return isLive(c) ? c.body(null, 204, { 'hx-redirect': path }) : c.redirect(path, 303);
  }
  if (!isLive(c)) return c.redirect(place, 303);
  return c.html(publicationPartials(words, publicationsView(parts, user)) + String(announce(words.t(said))));
}

/** Where a person goes first: to the warning, where one waits for her. */
function wayOn({ publishing }: Parts, user: User, code: string | undefined): string | undefined {
  const [warning] = code === 'warning-needed' ? publishing.warningsNeeded({ user }) : [];
  return warning && warningPath(warning.connectionId, place);
}

function beforeOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
