import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { familyOf } from '../../src/platforms/index.ts';
import type { RegisteredApp } from '../../src/platforms/platform.ts';
import type { DialectName } from '../support/sandbox-instance/dialects/index.ts';
import { differencesOf } from './differences.ts';
import { impatientClock as clock, errorOf, openWorld, type PlatformWorld } from './platform-world.ts';

const redirectUri = 'http://127.0.0.1:3000/connections/callback';

/** The way of a person from "Connect" through the server's pages and back. */
export function oauthContract(dialect: DialectName): void {
  const { scopes, revokes, namesGrantedScopes, codeComingTwice, tellsForgottenApp } = differencesOf(dialect);

  describe(`connecting to ${dialect}`, () => {
    let world: PlatformWorld;
    beforeEach(async () => {
      world = await openWorld(dialect);
    });
    afterEach(() => world.sandbox.close());

    const register = () =>
      familyOf(world.instance).registerApp({
        ...world,
        clock,
        redirectUri,
        clientName: 'Altwright',
        website: 'http://127.0.0.1:3000',
      });
    const authorize = (app: RegisteredApp) => familyOf(world.instance).authorizeUrl({ ...world, app });
    const exchange = (app: RegisteredApp, callbackUrl: string, kept: { state: string; codeVerifier: string }) =>
      familyOf(world.instance).exchangeCode({ ...world, ...kept, app, clock, callbackUrl });

    const ending = `ends with a token that opens the account for what is needed and no more${revokes ? '' : ', and lasts'}`;
    it(ending, async () => {
      const app = await register();
      const start = await authorize(app);
      const asked = new URL(start.url);
      expect(asked.origin).toBe(world.sandbox.origin);
      expect(asked.searchParams.get('code_challenge_method')).toBe('S256');
      expect(asked.searchParams.get('scope')).toBe(scopes);

      const credentials = await exchange(app, await walk(world, start.url, 'allow'), start);
      if (namesGrantedScopes) expect(credentials.scopes.split(' ').sort()).toEqual(scopes.split(' ').sort());
      const client = familyOf(world.instance).connect({ ...world, clock, credentials });
      expect((await client.verify()).username).toBe('bob');

      const { revoke } = familyOf(world.instance);
      expect(revoke !== undefined).toBe(revokes);
      if (!revoke) return;
      await revoke({ ...world, app, clock, credentials });
      expect(await errorOf(client.verify())).toMatchObject({ code: 'token-dead' });
    });

    it('lets the person choose another account', async () => {
      const app = await register();
      const { url } = await familyOf(world.instance).authorizeUrl({ ...world, app, forceLogin: true });
      expect(new URL(url).searchParams.get('force_login')).toBe('true');
    });

    it('says so when the person refuses', async () => {
      const app = await register();
      const start = await authorize(app);
      const back = await walk(world, start.url, 'deny');
      expect(await errorOf(exchange(app, back, start))).toMatchObject({
        category: 'authentication',
        code: 'access-denied',
      });
    });

    it('takes no answer that it did not ask for', async () => {
      const app = await register();
      const start = await authorize(app);
      const back = await walk(world, start.url, 'allow');
      const asked = world.sandbox.log.length;
      const error = await errorOf(exchange(app, back, { ...start, state: 'another' }));
      expect(error).toMatchObject({ category: 'authentication', code: 'authorization-failed' });
      expect(world.sandbox.log.slice(asked).filter(({ path }) => path === '/oauth/token')).toEqual([]);
    });

    it(`a code that comes twice ${codeComingTwice}`, async () => {
      const app = await register();
      const start = await authorize(app);
      const back = await walk(world, start.url, 'allow');
      const { accessToken } = await exchange(app, back, start);
      const again = exchange(app, back, start);
      if (codeComingTwice === 'is refused') {
        expect(await errorOf(again)).toMatchObject({ code: 'authorization-failed' });
      } else expect((await again).accessToken === accessToken).toBe(codeComingTwice === 'gives the same token');
    });

    const ofForgottenApp = tellsForgottenApp
      ? 'notices when the server has forgotten the application'
      : 'begins again when the server takes the application for a wrong code';
    it(ofForgottenApp, async () => {
      const app = await register();
      const start = await authorize(app);
      const back = await walk(world, start.url, 'allow');
      const forgotten = { ...app, clientId: 'forgotten' };
      expect(await errorOf(exchange(forgotten, back, start))).toMatchObject({
        code: tellsForgottenApp ? 'app-forgotten' : 'authorization-failed',
      });
    });

    const lessThanAsked = namesGrantedScopes
      ? 'says when the server grants less than was asked for'
      : 'takes a token whose server does not say what it may do';
    it(lessThanAsked, async () => {
      const app = await register();
      const start = await authorize(app);
      const less = new URL(start.url);
      const fewer = scopes.split(' ').filter((scope) => !scope.startsWith('write'));
      less.searchParams.set('scope', fewer.join(' '));
      expect(fewer.join(' ')).not.toBe(scopes);
      const exchanged = exchange(app, await walk(world, less.href, 'allow'), start);
      if (namesGrantedScopes) expect(await errorOf(exchanged)).toMatchObject({ code: 'scope-missing' });
      else expect(await exchanged).toMatchObject({ accessToken: expect.any(String) });
    });

    it('waits when the server is busy', async () => {
      const app = await register();
      const start = await authorize(app);
      const back = await walk(world, start.url, 'allow');
      world.sandbox.faults.add({ fault: '429', retryAfterSeconds: 30, when: ({ path }) => path === '/oauth/token' });
      expect(await errorOf(exchange(app, back, start))).toMatchObject({ code: 'rate-limited' });
    });

    it('sends nothing to where the metadata of the server points outside of it', async () => {
      const app = await register();
      const elsewhere = 'https://elsewhere.example/oauth';
      const body = {
        issuer: `${world.sandbox.origin}/`,
        authorization_endpoint: elsewhere,
        token_endpoint: elsewhere,
      };
      world.sandbox.faults.add({ fault: 'status', code: 200, body, when: ({ path }) => path.includes('well-known') });
      expect(new URL((await authorize(app)).url).origin).toBe(world.sandbox.origin);
    });
  });
}

/** Bob signs in on the server's own pages and answers the question; returns where he is sent. */
export async function walk({ sandbox }: PlatformWorld, url: string, decision: 'allow' | 'deny'): Promise<string> {
  const post = (address: string, fields: URLSearchParams, cookie = '') =>
    fetch(address, { method: 'POST', body: fields, headers: { cookie }, redirect: 'manual' });
  const toSignIn = await fetch(url, { redirect: 'manual' });
  const page = new URL(toSignIn.headers.get('location') ?? '', sandbox.origin);
  const next = page.searchParams.get('next') ?? '';
  const signedIn = await post(page.href, new URLSearchParams({ username: 'bob', password: 'bob', next }));
  const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const answer = new URLSearchParams([...new URL(url).searchParams, ['decision', decision]]);
  const back = await post(`${sandbox.origin}/oauth/authorize`, answer, cookie);
  return back.headers.get('location') ?? '';
}
