import { Hono, type MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { bearer } from './authority.ts';
import { injectFaults } from './fault-middleware.ts';
import { PageRefusal, Refusal } from './refusal.ts';
import { readRequestBody, textField } from './request-body.ts';
import { aboutRoutes } from './routes/about.ts';
import { accountRoutes } from './routes/accounts.ts';
import { fileRoutes } from './routes/files.ts';
import { instanceRoutes } from './routes/instance.ts';
import { mediaRoutes } from './routes/media.ts';
import { misskeyApiRoutes } from './routes/misskey-api.ts';
import { misskeyAuthRoutes } from './routes/misskey-auth.ts';
import { newNoteRoutes } from './routes/new-notes.ts';
import { newStatusRoutes } from './routes/new-statuses.ts';
import { oauthPageRoutes } from './routes/oauth-pages.ts';
import { oauthTokenRoutes } from './routes/oauth-tokens.ts';
import { peopleRoutes } from './routes/people.ts';
import { searchRoutes } from './routes/search.ts';
import { signInRoutes } from './routes/sign-in.ts';
import { statusRoutes } from './routes/statuses.ts';
import { streamingRoutes } from './routes/streaming.ts';
import type { Env, Sandbox } from './sandbox.ts';
import { isWithheld } from './withheld.ts';

/** Every request is logged, may meet a fault, is counted against the rate limits, and only then reaches its route. */
export function buildApplication(sandbox: Sandbox): Hono<Env> {
  const app = new Hono<Env>();
  app.onError((error, c) => {
    if (error instanceof PageRefusal) return c.html(error.page, error.status);
    if (!(error instanceof Refusal)) throw error;
    const answer = sandbox.world.dialect.answerRefusal?.(error, c.req.raw);
    if (answer) return answer;
    for (const [name, value] of Object.entries(error.headers)) c.header(name, value);
    return c.json(error.body as object, error.status);
  });
  const { notFoundPage } = sandbox.world.dialect;
  if (notFoundPage !== undefined) app.notFound((c) => c.html(notFoundPage, 404));
  app.use(recordRequest(sandbox), injectFaults(sandbox), cors(), limitRate(sandbox));
  app.use('/api/*', async (c, next) => {
    sandbox.world.dialect.checkRequest(c.req.raw);
    await next();
  });
  const rooms = [aboutRoutes, signInRoutes, ...apiRooms(sandbox), fileRoutes, peopleRoutes];
  for (const room of rooms) app.route('/', room(sandbox));
  const { pages } = sandbox.world.dialect;
  if (pages) app.route('/', pages(sandbox.world));
  return app;
}

function apiRooms({ world }: Sandbox) {
  if (world.dialect.misskey) return [misskeyAuthRoutes, newNoteRoutes, misskeyApiRoutes];
  return [
    instanceRoutes,
    oauthPageRoutes,
    oauthTokenRoutes,
    accountRoutes,
    statusRoutes,
    newStatusRoutes,
    searchRoutes,
    mediaRoutes,
    streamingRoutes,
  ];
}

function recordRequest({ world, log }: Sandbox): MiddlewareHandler<Env> {
  return async (c, next) => {
    const url = new URL(c.req.url);
    const body = await readRequestBody(c.req.header('content-type') ?? '', await c.req.arrayBuffer());
    const inBody = world.dialect.misskey ? (textField(body, 'i') ?? null) : null;
    const value = bearer(c.req.header('authorization')) ?? inBody;
    const account = world.accounts.get((value && world.tokens.get(value)?.accountId) ?? '');
    const { method } = c.req;
    c.set('body', body);
    c.set('visit', {
      method,
      path: url.pathname,
      query: url.searchParams,
      token: value,
      accountId: account?.id ?? null,
    });
    const path = url.pathname + url.search;
    c.set('entry', {
      at: world.clock.now(),
      method,
      path,
      account: account?.username ?? null,
      status: null,
      body: body.fields,
    });
    log.push(c.var.entry);
    await next();
    if (isWithheld(c.res)) return;
    c.var.entry.status = c.res.status;
    // Node would write the machine's time there, while everything else here lives in the sandbox's.
    c.res.headers.set('date', new Date(world.clock.now()).toUTCString());
  };
}

function limitRate({ limiter }: Sandbox): MiddlewareHandler<Env> {
  return async (c, next) => {
    limiter.arrive(c.var.visit);
    await next();
    for (const [name, value] of Object.entries(limiter.headers(c.var.visit))) c.res.headers.set(name, value);
  };
}
