import { Hono } from 'hono';
import { countCap, countForDashboard, findActiveRunId } from '../../../db/dashboard.ts';
import { dashboardBody } from '../../../templates/pages/dashboard.ts';
import type { Env } from '../context.ts';
import type { Parts } from '../parts.ts';
import { connectionName, renderPage } from '../render.ts';

const nothing = { toReview: 0, waitingToPublish: 0, published: 0, needingAttention: 0 };

/** The first page of a signed-in person. */
export function dashboardPage(parts: Parts): Hono<Env> {
  const { reader } = parts;
  return new Hono<Env>().get('/', (c) => {
    const { words, user, activeConnection } = c.var;
    const body = dashboardBody(words, {
      connection: activeConnection && connectionName(activeConnection),
      isExpired: activeConnection?.status === 'expired',
      counts: activeConnection ? countForDashboard(reader, user.id, activeConnection.id) : nothing,
      cap: countCap,
      activeRunId: findActiveRunId(reader, user.id) ?? null,
    });
    return renderPage(c, parts, { title: words.t('dashboard.title'), body });
  });
}
