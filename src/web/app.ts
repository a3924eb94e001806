import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { AppError } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import { assetRoutes } from './assets.ts';
import type { Env } from './context.ts';
import { errors, notFound } from './middleware/errors.ts';
import { defaultLimits, type Limits, limited } from './middleware/limits.ts';
import { requestId } from './middleware/request-id.ts';
import { sameOrigin } from './middleware/same-origin.ts';
import { addSecurityHeaders } from './middleware/security-headers.ts';
import { administrator, session, signedIn } from './middleware/session.ts';
import { healthRoutes } from './pages/health.ts';
import type { Parts } from './parts.ts';

const maxBodyBytes = 1_000_000;

/** The whole web application: what every request goes through, then every address it answers, one line a page. */
export function createWebApp(parts: Parts, limits: Limits = defaultLimits): Hono<Env> {
  const app = new Hono<Env>();
  app.onError(errors(parts));
  app.notFound(notFound(parts));

  app.use(requestId(parts));
  app.use(addSecurityHeaders(parts));
  app.route('/', healthRoutes(parts));
  app.route('/assets', assetRoutes(parts));

  app.use(session(parts));
  app.use(limited('general', limits, parts.clock));
  app.use(sameOrigin(parts));
  app.use(bodyLimit({ maxSize: maxBodyBytes, onError: refuseBody }));

  mountForVisitors(app, parts, limits);
  app.use(signedIn(parts));
  mountForPeople(app, parts, limits);
  app.use('/admin/*', administrator);
  mountForAdministrators(app, parts);
  return app;
}

/** For everybody. */
function mountForVisitors(_app: Hono<Env>, _parts: Parts, _limits: Limits): void {}

/** For who is signed in. */
function mountForPeople(_app: Hono<Env>, _parts: Parts, _limits: Limits): void {}

/** For administrators; nobody else learns that they exist. */
function mountForAdministrators(_app: Hono<Env>, _parts: Parts): void {}

function refuseBody(): never {
  throw new AppError('validation', say('web.requestTooLarge'), { code: 'too-large-request' });
}
