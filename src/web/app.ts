import { Hono, type MiddlewareHandler } from 'hono';
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
import { adminPage } from './pages/admin.ts';
import { allowedHostsPage } from './pages/allowed-hosts.ts';
import { approvalsPage } from './pages/approvals.ts';
import { byHandPage } from './pages/by-hand.ts';
import { captionSettingsPage } from './pages/caption-settings.ts';
import { connectPages } from './pages/connect.ts';
import { connectionPage } from './pages/connection.ts';
import { connectionsPage } from './pages/connections.ts';
import { dashboardPage } from './pages/dashboard.ts';
import { disconnectPage } from './pages/disconnect.ts';
import { eventsPage } from './pages/events.ts';
import { generatePage } from './pages/generate.ts';
import { healthRoutes } from './pages/health.ts';
import { imageWishesPage } from './pages/image-wishes.ts';
import { imagesPage } from './pages/images.ts';
import { invitationPage } from './pages/invitation.ts';
import { limitsPage } from './pages/limits.ts';
import { membersPage } from './pages/members.ts';
import { modelsPage } from './pages/models.ts';
import { noticesPage } from './pages/notices.ts';
import { picturesPage } from './pages/pictures.ts';
import { publicationsPage } from './pages/publications.ts';
import { publishingWarningPage } from './pages/publishing-warning.ts';
import { quietHoursPage } from './pages/quiet-hours.ts';
import { inboxPage, runReviewPage } from './pages/review.ts';
import { setUpPage } from './pages/set-up.ts';
import { settingsPage } from './pages/settings.ts';
import { signInPage, signOutPage } from './pages/sign-in.ts';
import { tasksPage } from './pages/tasks.ts';
import { mostPictureBytes, tryPage } from './pages/try.ts';
import { watchingPage } from './pages/watching.ts';
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
  app.use(limitBodies());

  mountForVisitors(app, parts, limits);
  app.use(signedIn(parts));
  mountForPeople(app, parts, limits);
  app.use('/admin/*', administrator);
  mountForAdministrators(app, parts);
  return app;
}

/** For everybody. */
function mountForVisitors(app: Hono<Env>, parts: Parts, limits: Limits): void {
  const entrance = limited('entrance', limits, parts.clock);
  for (const path of ['/set-up/*', '/sign-in', '/invitations/*']) app.post(path, entrance);
  app.route('/set-up', setUpPage(parts));
  app.route('/sign-in', signInPage(parts));
  app.route('/invitations', invitationPage(parts));
}

/** For who is signed in. */
function mountForPeople(app: Hono<Env>, parts: Parts, limits: Limits): void {
  app.route('/', dashboardPage(parts));
  app.route('/sign-out', signOutPage(parts));
  app.route('/connections', connectionsPage(parts));
  app.route('/connections', connectPages(parts, limited('connecting', limits, parts.clock)));
  app.route('/connections', disconnectPage(parts));
  app.route('/connections', publishingWarningPage(parts));
  app.route('/connections', watchingPage(parts));
  app.route('/connections', connectionPage(parts));
  app.route('/inbox', inboxPage(parts));
  app.route('/tasks', runReviewPage(parts));
  app.route('/images', imagesPage(parts));
  app.route('/images', imageWishesPage(parts));
  app.route('/approvals', approvalsPage(parts));
  app.route('/', publicationsPage(parts));
  app.route('/', byHandPage(parts));
  app.route('/notices', noticesPage(parts));
  app.route('/settings', settingsPage(parts));
  app.route('/settings/connections', captionSettingsPage(parts));
  app.route('/settings/quiet-hours', quietHoursPage(parts));
  app.route('/generate', generatePage(parts));
  app.route('/try', tryPage(parts));
  app.route('/tasks', tasksPage(parts));
  app.route('/pictures', picturesPage(parts));
  app.route('/events', eventsPage(parts));
}

/** For administrators; nobody else learns that they exist. */
function mountForAdministrators(app: Hono<Env>, parts: Parts): void {
  app.route('/admin', adminPage(parts));
  app.route('/admin/members', membersPage(parts));
  app.route('/admin/limits', limitsPage(parts));
  app.route('/admin/models', modelsPage(parts));
  app.route('/admin/allowed-hosts', allowedHostsPage(parts));
}

/** Forms are small; an uploaded picture may be larger, together with the fields beside it. */
function limitBodies(): MiddlewareHandler<Env> {
  const formLimit = bodyLimit({ maxSize: maxBodyBytes, onError: refuseBody });
  const pictureLimit = bodyLimit({ maxSize: mostPictureBytes + maxBodyBytes, onError: refusePicture });
  return (c, next) => (c.req.path === '/try' ? pictureLimit(c, next) : formLimit(c, next));
}

function refusePicture(): never {
  const sentence = say('desk.tooLarge', { megabytes: mostPictureBytes / 1_000_000 });
  throw new AppError('validation', sentence, { code: 'too-large-request' });
}

function refuseBody(): never {
  throw new AppError('validation', say('web.requestTooLarge'), { code: 'too-large-request' });
}
