import { createMiddleware } from 'hono/factory';
import { html } from '../../../templates/html.ts';
import { AppError } from '../../lib/errors.ts';
import { say } from '../../lib/sentence.ts';
import type { Env, PageContext } from '../context.ts';
import { readSessionCookie, writeSessionCookie } from '../cookies.ts';
import type { Parts } from '../parts.ts';
import { renderPage } from '../render.ts';
import { isLive } from '../request.ts';

/** From this age of a session on pages write the cookie anew, so that it slides as the session does. */
const renewCookieAfterMs = 86_400_000;

/** Finds out who asks and in which language. */
export function session(parts: Parts) {
  const { users, words, clock } = parts;
  return createMiddleware<Env>(async (c, next) => {
    const token = readSessionCookie(c, parts);
    const visitor = token === undefined ? null : users.sessions.resume(token);
    c.set('visitor', visitor);
    c.set('words', words.for(visitor?.user.language ?? preferredLanguage(c, words.languages)));
    const isOld = visitor && clock.now() - visitor.session.createdAt > renewCookieAfterMs;
    if (token !== undefined && isOld && isPageVisit(c)) writeSessionCookie(c, parts, token);
    await next();
  });
}

/**
 * Lets only signed-in people pass, with their connections at hand: everything mounted after it is theirs. A page asked
 * for by anybody else leads to the sign-in page and back again.
 */
export function signedIn(parts: Parts) {
  const { connections, users } = parts;
  return createMiddleware<Env>(async (c, next) => {
    const { visitor } = c.var;
    if (!visitor) {
      if (!users.isSetUp() && c.req.method === 'GET') return waitForSetUp(c, parts);
      if (isPageVisit(c)) return c.redirect(signInPath(c), 303);
      throw new AppError('authentication', say('web.signedOut'), { code: 'signed-out' });
    }
    c.set('user', visitor.user);
    c.set('session', visitor.session);
    const own = connections.list(visitor.user.id);
    c.set('connections', own);
    c.set('activeConnection', own.find(({ id }) => id === visitor.user.activeConnectionId) ?? own[0] ?? null);
    return next();
  });
}

/** Lets only administrators pass; for everybody else the page does not exist. */
export const administrator = createMiddleware<Env>(async (c, next) => {
  if (c.var.user.role !== 'admin') return c.notFound();
  return next();
});

/** Before the first person: the program works, and says where its link is. */
function waitForSetUp(c: PageContext, parts: Parts) {
  const { t } = c.var.words;
  return renderPage(c, parts, { title: t('web.notSetUpTitle'), body: html`<p class="lead">${t('web.notSetUp')}</p>` });
}

/** A page in the browser's window, not a fragment, a stream or a picture in it. */
function isPageVisit(c: PageContext): boolean {
  const types = (c.req.header('accept') ?? 'text/html').split(',');
  return c.req.method === 'GET' && !isLive(c) && types.some((type) => type.trim().startsWith('text/html'));
}

function signInPath(c: PageContext): string {
  const { pathname, search } = new URL(c.req.url);
  return pathname === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(pathname + search)}`;
}

function preferredLanguage(c: PageContext, languages: readonly string[]): string | undefined {
  const wanted = (c.req.header('accept-language') ?? '').split(',').map((tag) => tag.split(';')[0]?.trim() ?? '');
  return wanted.find((tag) => languages.includes(tag) || languages.includes(tag.split('-')[0] ?? ''));
}
