import { type Context, Hono } from 'hono';
import { codePage, consentPage, mistakePage } from '../pages.ts';
import type { Account, App } from '../records.ts';
import { textField } from '../request-body.ts';
import type { Env, Sandbox } from '../sandbox.ts';
import { redirectOf, secret } from '../tokens.ts';
import type { World } from '../world.ts';
import { signedIn, signInAddress } from './sign-in.ts';

const OUT_OF_BAND = 'urn:ietf:wg:oauth:2.0:oob';
const CARRIED = [
  'client_id',
  'redirect_uri',
  'response_type',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
];

type Ask = { app: App; redirectUri: string; scopes: string[]; state: string | null; challenge: string | null };

/** The pages a person walks through in the browser once signed in: consent, and back with a code. */
export function oauthPageRoutes({ world }: Sandbox): Hono<Env> {
  const { oauth } = world.dialect;
  const routes = new Hono<Env>();

  routes.get('/oauth/authorize', (c) => {
    const query = new URL(c.req.url).searchParams;
    const account = signedIn(world, c);
    if (!account || query.get('force_login') === 'true') return toSignIn(c, world, query);
    const ask = readAsk(world, query);
    if (typeof ask === 'string') return c.html(mistakePage(ask), 400);
    if (!allScopesAllowed(world, ask)) return goBack(c, ask, { error: 'invalid_scope' });
    const fields = CARRIED.map((name): [string, string] => [name, query.get(name) ?? '']).filter(([, value]) => value);
    return c.html(consentPage({ appName: ask.app.name, scopes: ask.scopes, accounts: [account], fields }));
  });

  routes.post('/oauth/authorize', (c) => {
    const account = signedIn(world, c);
    if (!account) return c.html(mistakePage('You are not signed in.'), 401);
    const origin = c.req.header('origin');
    if (oauth.checksOrigin && origin !== undefined && origin !== world.origin) return c.text('Forbidden', 403);
    const form = new URLSearchParams(
      CARRIED.map((name): [string, string] => [name, textField(c.var.body, name) ?? '']),
    );
    const ask = readAsk(world, form);
    if (typeof ask === 'string') return c.html(mistakePage(ask), 400);
    if (textField(c.var.body, 'decision') !== 'allow') return goBack(c, ask, { error: 'access_denied' });
    const code = authorize(world, ask, account);
    return ask.redirectUri === OUT_OF_BAND ? showCode(c, world, code) : goBack(c, ask, { code });
  });

  if (oauth.outOfBandPath) routes.get(oauth.outOfBandPath, (c) => c.html(codePage(c.req.query('code') ?? '')));
  return routes;
}

function toSignIn(c: Context<Env>, world: World, query: URLSearchParams): Response {
  const rest = new URLSearchParams(query);
  rest.delete('force_login');
  return c.redirect(signInAddress(world, `/oauth/authorize?${rest}`), 303);
}

/** The request as it was made, or what is wrong with it: an unknown app or address must never be redirected to. */
function readAsk(world: World, query: URLSearchParams): Ask | string {
  const app = world.apps.get(query.get('client_id') ?? '');
  if (!app) return 'Client authentication failed due to unknown client.';
  const redirectUri = redirectOf(world, query.get('redirect_uri') ?? '');
  if (!app.redirectUris.includes(redirectUri)) return 'The redirect URI included is not valid.';
  if (query.get('response_type') !== 'code') return 'The authorization server does not support this response type.';
  const challenge = query.get('code_challenge') || null;
  if (world.dialect.oauth.enforcesPkce && challenge && query.get('code_challenge_method') !== 'S256') {
    return 'The code_challenge_method must be S256.';
  }
  const scopes = (query.get('scope') || 'read').split(/\s+/).filter(Boolean);
  return { app, redirectUri, scopes, state: query.get('state') || null, challenge };
}

function allScopesAllowed({ dialect }: World, { app, scopes }: Ask): boolean {
  const { knownScopes } = dialect.oauth;
  if (knownScopes) return scopes.every((scope) => knownScopes.test(scope));
  return scopes.every((scope) => app.scopes.includes(scope) || app.scopes.includes(scope.split(':')[0] ?? ''));
}

function authorize(world: World, { app, redirectUri, scopes, challenge }: Ask, account: Account): string {
  const code = secret();
  const { clientId } = app;
  world.authorizations.set(code, {
    code,
    clientId,
    accountId: account.id,
    redirectUri,
    scopes,
    challenge,
    createdAtMs: world.clock.now(),
    token: null,
  });
  return code;
}

function goBack(c: Context<Env>, { redirectUri, state }: Ask, answer: Record<string, string>): Response {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
  if (state) url.searchParams.set('state', state);
  return c.redirect(url.href, 302);
}

function showCode(c: Context<Env>, world: World, code: string): Response | Promise<Response> {
  const path = world.dialect.oauth.outOfBandPath;
  return path ? c.redirect(`${path}?code=${code}`, 302) : c.html(codePage(code));
}
