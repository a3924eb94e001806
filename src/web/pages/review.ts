import { Hono } from 'hono';
import { type ReviewView, reviewBody } from '../../../templates/pages/review.ts';
import type { Words } from '../../../templates/words.ts';
import type { Env, PageContext } from '../context.ts';
import { reviewTopicName } from '../live/regions/review.ts';
import { pairViewOf } from '../pair-view.ts';
import type { Parts } from '../parts.ts';
import { renderPage } from '../render.ts';
import { approvedAllFlash } from './approvals.ts';
import {
  addressOf,
  among,
  approveAllOf,
  countsOf,
  countVague,
  filtersOf,
  listAt,
  type ReviewList,
} from './review-list.ts';

const pageSize = 50;

/** The Inbox: everything of a person, to decide about first. */
export function inboxPage(parts: Parts): Hono<Env> {
  return new Hono<Env>().get('/', (c) => showList(c, parts));
}

/** The pictures of one run. */
export function runReviewPage(parts: Parts): Hono<Env> {
  return new Hono<Env>().get('/:id/review', (c) => showList(c, parts));
}

function showList(c: PageContext, parts: Parts): Response | Promise<Response> {
  const { words } = c.var;
  const { pathname, search } = new URL(c.req.url);
  const list = listAt(pathname + search);
  if (!list) return c.notFound();
  const view = viewOf(c, parts, list);
  const topic = reviewTopicName(
    addressOf(list, c.req.query('after')),
    view.rows.map(({ item }) => item.id),
  );
  return renderPage(c, parts, {
    title: words.t(list.taskId === undefined ? 'inbox.title' : 'inbox.runTitle'),
    body: reviewBody(words, view),
    flash: approvedAllFlash(words, c.req.query()),
    streamUrl: `/events?${new URLSearchParams({ topics: `inbox,${topic}` })}`,
  });
}

function viewOf(c: PageContext, parts: Parts, list: ReviewList): ReviewView {
  const { words, user, connections } = c.var;
  const { review, publishing } = parts;
  const after = c.req.query('after') ?? null;
  const { show, ...scope } = list;
  const page = review.list({ user, ...scope, ...among(show), cursor: after, limit: pageSize });
  const returnTo = addressOf(list, after);
  return {
    runHref: list.taskId === undefined ? null : `/tasks/${list.taskId}`,
    sources: sourcesOf(words, list, connections),
    filters: filtersOf(words, list, countsOf(parts, user, list), countVague(parts, user, list)),
    warnings: publishing.warningsNeeded({ user }),
    approveAll: approveAllOf(parts, user, list),
    rows: page.items.map((item) => pairViewOf(parts, user.id, { item, returnTo })),
    olderHref: page.nextCursor && addressOf(list, page.nextCursor),
    newestHref: after && addressOf(list),
    empty: emptyOf(words, list),
  };
}

/** A run belongs to one connection, so there is nothing to choose. */
function sourcesOf(words: Words, list: ReviewList, connections: PageContext['var']['connections']) {
  if (list.taskId !== undefined || connections.length < 2) return [];
  const { show } = list;
  const all = { label: words.t('inbox.allConnections'), href: addressOf({ show }), isCurrent: !list.connectionId };
  const own = connections.map(({ id, handle }) => ({
    label: `@${handle}`,
    href: addressOf({ show, connectionId: id }),
    isCurrent: id === list.connectionId,
  }));
  return [all, ...own];
}

function emptyOf(words: Words, { show, taskId }: ReviewList): ReviewView['empty'] {
  if (taskId !== undefined && show === 'all') {
    return { title: words.t('inbox.emptyRun'), text: words.t('inbox.emptyRunText') };
  }
  if (show === 'vague') return { title: words.t('inbox.emptyVague'), text: words.t('inbox.emptyVagueText') };
  if (show !== 'open') return { title: words.t('inbox.emptyElse'), text: words.t('inbox.emptyElseText') };
  const action = { href: '/generate', label: words.t('inbox.startRun') };
  return { title: words.t('inbox.nothing'), text: words.t('inbox.nothingText'), action };
}
