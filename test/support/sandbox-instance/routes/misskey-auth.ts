import { type Context, Hono } from 'hono';
import { userJson } from '../note-json.ts';
import { consentPage, messagePage } from '../pages.ts';
import type { Account } from '../records.ts';
import { textField } from '../request-body.ts';
import type { Env, Sandbox } from '../sandbox.ts';
import { grantToken, secret } from '../tokens.ts';
import type { World } from '../world.ts';
import { signedIn, signInAddress } from './sign-in.ts';

const CARRIED = ['name', 'callback', 'permission'] as const;

/** The permissions of Misskey that matter here; it passes over names it does not know. */
const PERMISSIONS = ['read:account', 'write:account', 'read:drive', 'write:drive', 'read:notes', 'write:notes'];

/**
 * MiAuth: the client makes up a session, the person grants it on the server's own page, and whoever knows the session
 * gets its token, once. Who refuses is not sent back. https://misskey-hub.net/docs/for-developers/api/token/miauth/
 */
export function misskeyAuthRoutes({ world }: Sandbox): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get('/miauth/:session', (c) => {
    const { pathname, search, searchParams } = new URL(c.req.url);
    const account = signedIn(world, c);
    if (!account) return c.redirect(signInAddress(world, pathname + search), 303);
    const fields = CARRIED.map((name): [string, string] => [name, searchParams.get(name) ?? '']);
    const scopes = permissionsIn(searchParams.get('permission') ?? '');
    const appName = searchParams.get('name') ?? 'An application';
    return c.html(consentPage({ appName, scopes, accounts: [account], fields, action: pathname }));
  });

  routes.post('/miauth/:session', (c) => {
    const account = signedIn(world, c);
    if (!account) return c.html(messagePage('MiAuth', 'You are not signed in.'), 401);
    if (textField(c.var.body, 'decision') !== 'allow') return c.html(messagePage('MiAuth', 'Access denied.'));
    grant(world, account, c.req.param('session'), permissionsIn(textField(c.var.body, 'permission') ?? ''));
    return sendBack(c, textField(c.var.body, 'callback') ?? '');
  });

  routes.post('/api/miauth/:session/check', (c) => {
    const session = c.req.param('session');
    const token = world.tokens.get(world.miauth.get(session) ?? '');
    const account = world.accounts.get(token?.accountId ?? '');
    world.miauth.delete(session);
    return c.json(token && account ? { ok: true, token: token.value, user: userJson(world, account) } : { ok: false });
  });

  return routes;
}

function permissionsIn(list: string): string[] {
  return list.split(',').filter((permission) => PERMISSIONS.includes(permission));
}

function grant(world: World, account: Account, session: string, scopes: string[]): void {
  const app = { clientId: secret(), clientSecret: '', name: 'MiAuth', redirectUris: [], scopes };
  world.miauth.set(session, grantToken(world, app, account.id, scopes).value);
}

/** The session is put into the query the callback has already. */
function sendBack(c: Context<Env>, callback: string): Response | Promise<Response> {
  const url = URL.parse(callback);
  if (!url) return c.html(messagePage('MiAuth', 'You can go back to the application.'));
  if (['javascript:', 'data:', 'file:'].includes(url.protocol)) return c.text('invalid url', 400);
  url.searchParams.set('session', c.req.param('session') ?? '');
  return c.redirect(url.href, 302);
}
