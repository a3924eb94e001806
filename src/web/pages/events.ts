import { Hono } from 'hono';
import { AppError } from '../../lib/errors.ts';
import { say } from '../../lib/sentence.ts';
import type { Env } from '../context.ts';
import { regionsOf } from '../live/regions/index.ts';
import type { Parts } from '../parts.ts';

/** Far more than a page has. */
const mostTopics = 10;
/** Far more than a person has windows; each takes a connection and renders every piece of news. */
const mostStreams = 200;
/** When to try again; some of them will have ended. */
const retryMs = 10_000;

/**
 * The page's one stream: `/events?topics=task:ID,inbox`. A snapshot of each topic, then its news. Topics that do not
 * exist and those of other people are refused alike.
 */
export function eventsPage(parts: Parts): Hono<Env> {
  return new Hono<Env>().get('/', (c) => {
    const names = [...new Set((c.req.query('topics') ?? '').split(',').filter(Boolean))];
    if (names.length === 0 || names.length > mostTopics) return c.notFound();
    const { user } = c.var;
    if (parts.streams.countOf(user.id) >= mostStreams) throw tooMany(parts.clock.now() + retryMs);
    const found = names.map((name) => regionsOf(name, { user, parts }));
    if (found.includes(null)) return c.notFound();
    return parts.streams.open(
      c,
      found.flatMap((regions) => regions ?? []),
    );
  });
}

function tooMany(retryAtMs: number): AppError {
  return new AppError('validation', say('web.tooMany', { at: retryAtMs }), { code: 'throttled', retryAtMs });
}
