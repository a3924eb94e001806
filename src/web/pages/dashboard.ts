import { Hono } from 'hono';
import { dashboardBody } from '../../../templates/pages/dashboard.ts';
import type { Env } from '../context.ts';
import { dashboardViewOf } from '../dashboard-view.ts';
import type { Parts } from '../parts.ts';
import { renderPage } from '../render.ts';

/** The first page of a signed-in person. */
export function dashboardPage(parts: Parts): Hono<Env> {
  return new Hono<Env>().get('/', (c) => {
    const { words, user, connections, activeConnection } = c.var;
    const view = dashboardViewOf(parts, words, { user, connections, activeConnection });
    return renderPage(c, parts, {
      title: words.t('dashboard.title'),
      body: dashboardBody(words, view),
      ...(activeConnection && { streamUrl: '/events?topics=inbox,dashboard' }),
    });
  });
}
