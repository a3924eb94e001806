import { type Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { signInPage } from '../pages.ts';
import type { Account } from '../records.ts';
import { textField } from '../request-body.ts';
import type { Env, Sandbox } from '../sandbox.ts';
import { secret } from '../tokens.ts';
import type { World } from '../world.ts';

/** The server's own sign-in form, and the session it gives. */
export function signInRoutes({ world }: Sandbox): Hono<Env> {
  const { signInPath } = world.dialect.oauth;
  const routes = new Hono<Env>();

  routes.get(signInPath, (c) => c.html(signInPage(world, c.req.query('next') ?? '/', false)));

  routes.post(signInPath, (c) => {
    const name = (textField(c.var.body, 'username') ?? '').toLowerCase();
    const next = textField(c.var.body, 'next') ?? '/';
    const account = [...world.accounts.values()].find(({ username }) => username === name);
    if (!account || account.password !== textField(c.var.body, 'password')) {
      return c.html(signInPage(world, next, true), 401);
    }
    const session = secret();
    world.sessions.set(session, account.id);
    setCookie(c, 'session', session, { httpOnly: true, sameSite: 'Lax', path: '/' });
    return c.redirect(next.startsWith('/') && !next.startsWith('//') ? next : '/', 303);
  });

  return routes;
}

/** Whose session the browser carries. */
export function signedIn(world: World, c: Context<Env>): Account | undefined {
  return world.accounts.get(world.sessions.get(getCookie(c, 'session') ?? '') ?? '');
}

/** The sign-in form, which leads on to `next`. */
export function signInAddress(world: World, next: string): string {
  return `${world.dialect.oauth.signInPath}?next=${encodeURIComponent(next)}`;
}
