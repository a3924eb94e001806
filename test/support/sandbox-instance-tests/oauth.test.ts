import { describe, expect, it } from 'vitest';
import { CALLBACK, codeOf, postForm, redeem, register, SCOPES, type TokenAnswer, walk } from './oauth-walk.ts';
import { type Dialect, openScene } from './scene.ts';

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
