import { Hono } from 'hono';
import type { Env } from '../context.ts';
import { regionsOf } from '../live/regions/index.ts';
import type { Parts } from '../parts.ts';

/** Far more than a page has. */
const mostTopics = 10;

/**
 * The page's one stream: `/events?topics=task:ID,inbox`. A snapshot of each topic, then its news. Topics that do not
 * exist and those of other people are refused alike.
 */
export function eventsPage(parts: Parts): Hono<Env> {
  return new Hono<Env>().get('/', (c) => {
    const names = [...new Set((c.req.query('topics') ?? '').split(',').filter(Boolean))];
    if (names.length === 0 || names.length > mostTopics) return c.notFound();
    const { user } = c.var;
    const found = names.map((name) => regionsOf(name, { user, parts }));
    if (found.includes(null)) return c.notFound();
    return parts.streams.open(
      c,
      found.flatMap((regions) => regions ?? []),
    );
  });
}
