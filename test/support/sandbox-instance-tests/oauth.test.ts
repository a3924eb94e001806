import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SandboxInstance } from '../sandbox-instance/index.ts';
import { type Dialect, openScene } from './scene.ts';

const CALLBACK = 'http://127.0.0.1:9/back';
const VERIFIER = 'a-verifier-of-the-length-that-the-standard-wants-43';
const SCOPES = 'read:accounts read:statuses write:statuses';

type App = { client_id: string; client_secret: string };
type TokenAnswer = { access_token: string; created_at: number };

async function register(instance: SandboxInstance, more: object = {}) {
  const body = JSON.stringify({ client_name: 'Altwright', redirect_uris: CALLBACK, scopes: SCOPES, ...more });
  const answer = await fetch(`${instance.origin}/api/v1/apps`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });
  return { status: answer.status, app: (await answer.json()) as App & { error?: string } };
}

/** Posts a form the way a browser does and follows nothing. */
function postForm(url: string, fields: Record<string, string>, cookie = '') {
  return fetch(url, { method: 'POST', body: new URLSearchParams(fields), headers: { cookie }, redirect: 'manual' });
}

/** The hidden fields and the first checked account of a page's form. */
function formFields(page: string): Record<string, string> {
  const plain = (text: string) => text.replaceAll('&amp;', '&').replaceAll('&quot;', '"');
  const fields = [...page.matchAll(/<input type="(?:hidden|radio)"[^>]*?name="([^"]+)" value="([^"]*)"/g)];
  return Object.fromEntries(fields.map(([, name, value]) => [name, plain(value ?? '')]));
}

/** Walks the pages as Bob and answers where the consent leads. */
async function walk(
  instance: SandboxInstance,
  clientId: string,
  more: Record<string, string> = {},
  decision = 'allow',
) {
  const challenge = createHash('sha256').update(VERIFIER).digest('base64url');
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: SCOPES,
    state: 'xyz',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...more,
  });
  const toSignIn = await fetch(`${instance.origin}/oauth/authorize?${query}`, { redirect: 'manual' });
  const signInUrl = new URL(toSignIn.headers.get('location') ?? '', instance.origin);
  const signIn = await (await fetch(signInUrl)).text();
  const credentials = { ...formFields(signIn), username: 'bob', password: 'bobs password' };
  const signedIn = await postForm(signInUrl.href, credentials);
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const consentUrl = new URL(signedIn.headers.get('location') ?? '', instance.origin);
  const consent = await fetch(consentUrl, { headers: { cookie }, redirect: 'manual' });
  if (consent.status !== 200) return consent;
  return postForm(`${instance.origin}/oauth/authorize`, { ...formFields(await consent.text()), decision }, cookie);
}

async function redeem(instance: SandboxInstance, app: App, code: string, more: Record<string, string> = {}) {
  const { client_id, client_secret } = app;
  const answer = await postForm(`${instance.origin}/oauth/token`, {
    grant_type: 'authorization_code',
    client_id,
    client_secret,
    code,
    redirect_uri: CALLBACK,
    code_verifier: VERIFIER,
    ...more,
  });
  return { status: answer.status, json: (await answer.json()) as TokenAnswer };
}

function codeOf(answer: Response): string {
  return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
}

describe.each(['mastodon', 'gotosocial', 'hollo'] as const)('authorization on %s', (dialect: Dialect) => {
  it('leads through sign-in and consent to a token that works once per code', async () => {
    const { instance, call } = await openScene(dialect);
    const { app } = await register(instance);
    const back = await walk(instance, app.client_id);
    expect(back.headers.get('location')).toMatch(/^http:\/\/127\.0\.0\.1:9\/back\?code=.+&state=xyz$/);
    const { json } = await redeem(instance, app, codeOf(back));
    expect(json).toMatchObject({ token_type: 'Bearer', scope: SCOPES });
    expect((await call('GET', '/api/v1/accounts/verify_credentials', undefined, json.access_token)).json.username).toBe(
      'bob',
    );
    expect(await redeem(instance, app, codeOf(back))).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  });

  it('gives created_at in its own unit', async () => {
    const { instance, clock } = await openScene(dialect);
    const { app } = await register(instance);
    const { json } = await redeem(instance, app, codeOf(await walk(instance, app.client_id)));
    expect(json.created_at).toBe(dialect === 'hollo' ? clock.now() : Math.floor(clock.now() / 1000));
  });

  it('lets a wrong PKCE verifier through only where PKCE is ignored', async () => {
    const { instance } = await openScene(dialect);
    const { app } = await register(instance);
    const code = codeOf(await walk(instance, app.client_id));
    const { status } = await redeem(instance, app, code, { code_verifier: 'wrong' });
    expect(status).toBe(dialect === 'gotosocial' ? 200 : 400);
  });

  it('wants the redirect address of the registration and of the request', async () => {
    const { instance } = await openScene(dialect);
    const { app } = await register(instance);
    expect((await walk(instance, app.client_id, { redirect_uri: 'http://127.0.0.1:9/other' })).status).toBe(400);
    const code = codeOf(await walk(instance, app.client_id));
    expect((await redeem(instance, app, code, { redirect_uri: 'http://127.0.0.1:9/other' })).status).toBe(400);
  });

  it('comes back with access_denied when the person declines', async () => {
    const { instance } = await openScene(dialect);
    const { app } = await register(instance);
    const back = await walk(instance, app.client_id, {}, 'deny');
    expect(back.headers.get('location')).toBe(`${CALLBACK}?error=access_denied&state=xyz`);
  });

  it('comes back with invalid_scope for what the app never registered', async () => {
    const { instance } = await openScene(dialect);
    const { app } = await register(instance);
    const back = await walk(instance, app.client_id, { scope: 'admin:write' });
    expect(back.headers.get('location')).toContain('error=invalid_scope');
  });

  it('shows the code to the person when there is no address to go back to', async () => {
    const { instance } = await openScene(dialect);
    const outOfBand = 'urn:ietf:wg:oauth:2.0:oob';
    const { app } = await register(instance, { redirect_uris: outOfBand });
    const answer = await walk(instance, app.client_id, { redirect_uri: outOfBand });
    const location = answer.headers.get('location');
    const page = location ? await (await fetch(new URL(location, instance.origin))).text() : await answer.text();
    const code = /<code id="code">([^<]+)</.exec(page)?.[1] ?? '';
    expect((await redeem(instance, app, code, { redirect_uri: outOfBand })).status).toBe(200);
  });

  it('revokes a token for the app it belongs to', async () => {
    const { instance, call } = await openScene(dialect);
    const { app } = await register(instance);
    const { json } = await redeem(instance, app, codeOf(await walk(instance, app.client_id)));
    const { client_id, client_secret } = app;
    const revoke = await postForm(`${instance.origin}/oauth/revoke`, {
      client_id,
      client_secret,
      token: json.access_token,
    });
    expect([revoke.status, await revoke.json()]).toEqual([200, {}]);
    expect((await call('GET', '/api/v1/accounts/verify_credentials', undefined, json.access_token)).status).toBe(401);
  });

  it('keeps a wrong password out', async () => {
    const { instance } = await openScene(dialect);
    const path = dialect === 'hollo' ? '/login' : '/auth/sign_in';
    const answer = await postForm(instance.origin + path, { username: 'bob', password: 'wrong', next: '/' });
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, null]);
  });

  it('publishes OAuth metadata only where the real server does', async () => {
    const { instance } = await openScene(dialect);
    const { status } = await fetch(`${instance.origin}/.well-known/oauth-authorization-server`);
    expect(status).toBe(dialect === 'gotosocial' ? 404 : 200);
  });
});

describe('registration', () => {
  it('fails on Hollo for unknown keys and unknown scopes', async () => {
    const { instance } = await openScene('hollo');
    expect((await register(instance, { software_id: 'x' })).status).toBe(422);
    expect((await register(instance, { scopes: 'read nonsense' })).app.error).toBe('invalid_request');
  });

  it('fails on GoToSocial, and on Mastodon before 4.3, for a list of addresses', async () => {
    const status = async (dialect: Dialect, version?: string) => {
      const { instance } = await openScene(dialect, version);
      return (await register(instance, { redirect_uris: [CALLBACK] })).status;
    };
    expect(await status('gotosocial')).toBe(400);
    expect(await status('mastodon', '4.2.0')).toBe(422);
    expect(await status('mastodon', '4.3.0')).toBe(200);
    expect(await status('hollo')).toBe(200);
  });

  it('gives Mastodon’s second authorization of the same app the same token', async () => {
    const { instance } = await openScene('mastodon');
    const { app } = await register(instance);
    const take = async () =>
      (await redeem(instance, app, codeOf(await walk(instance, app.client_id)))).json.access_token;
    expect(await take()).toBe(await take());
  });

  it('refuses a consent on Hollo that comes from another site', async () => {
    const { instance } = await openScene('hollo');
    const { app } = await register(instance);
    const signIn = await postForm(`${instance.origin}/login`, {
      username: 'bob',
      password: 'bobs password',
      next: '/',
    });
    const cookie = signIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const answer = await fetch(`${instance.origin}/oauth/authorize`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: app.client_id, decision: 'allow' }),
      headers: { cookie, origin: 'http://evil.example' },
    });
    expect(answer.status).toBe(403);
  });

  it('does not let an app’s own token act for a person', async () => {
    const { instance, call } = await openScene('mastodon');
    const { app } = await register(instance);
    const { client_id, client_secret } = app;
    const fields = { grant_type: 'client_credentials', client_id, client_secret, scope: 'read' };
    const granted = await postForm(`${instance.origin}/oauth/token`, fields);
    const { access_token } = (await granted.json()) as TokenAnswer;
    const answer = await call('GET', '/api/v1/accounts/verify_credentials', undefined, access_token);
    expect([answer.status, answer.json.error]).toEqual([422, 'This method requires an authenticated user']);
  });
});
