import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { familyOf } from '../../src/platforms/index.ts';
import type { RegisteredApp } from '../../src/platforms/platform.ts';
import type { DialectName } from '../support/sandbox-instance/dialects/index.ts';
import { differencesOf } from './differences.ts';
import { impatientClock as clock, errorOf, openWorld, type PlatformWorld } from './platform-world.ts';

const redirectUri = 'http://127.0.0.1:3000/connections/callback';

/** The way of a person from "Connect" through the pages of a server with MiAuth and back. */
export function miauthContract(dialect: DialectName): void {
  const { scopes } = differencesOf(dialect);

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
    const checks = () => world.sandbox.log.filter(({ path }) => path.startsWith('/api/miauth/'));

    it('registers nothing', async () => {
      const asked = world.sandbox.log.length;
      expect(await register()).toMatchObject({ redirectUri, scopes, clientSecret: '' });
      expect(world.sandbox.log).toHaveLength(asked);
    });

    it('ends with a token that opens the account for what is needed and no more, and lasts', async () => {
      const app = await register();
      const start = await authorize(app);
      const asked = new URL(start.url);
      expect(asked.origin).toBe(world.sandbox.origin);
      expect(Object.fromEntries(asked.searchParams)).toMatchObject({
        name: 'Altwright',
        permission: scopes.replaceAll(' ', ','),
      });

      const credentials = await exchange(app, await walk(world, start.url, 'allow'), start);
      expect(credentials.scopes.split(' ').sort()).toEqual(scopes.split(' ').sort());
      const client = familyOf(world.instance).connect({ ...world, clock, credentials });
      expect((await client.verify()).username).toBe('bob');
      expect(familyOf(world.instance).revoke).toBeUndefined();
    });

    it('carries its state in the query of the address that people come back to', async () => {
      const start = await authorize(await register());
      const back = new URL(await walk(world, start.url, 'allow'));
      expect(back.href.startsWith(redirectUri)).toBe(true);
      expect(Object.fromEntries(back.searchParams)).toEqual({ state: start.state, session: start.codeVerifier });
    });

    it('makes up another session and another state each time', async () => {
      const app = await register();
      const [one, other] = [await authorize(app), await authorize(app)];
      expect(one.codeVerifier).not.toBe(other.codeVerifier);
      expect(one.state).not.toBe(other.state);
    });

    it('leaves a person who refuses on the server’s page, where nothing can be taken', async () => {
      const app = await register();
      const start = await authorize(app);
      expect(await walk(world, start.url, 'deny')).toBe('');
      const back = `${redirectUri}?state=${start.state}&session=${start.codeVerifier}`;
      expect(await errorOf(exchange(app, back, start))).toMatchObject({
        category: 'authentication',
        code: 'authorization-failed',
      });
    });

    it('takes no answer that it did not ask for', async () => {
      const app = await register();
      const [start, other] = [await authorize(app), await authorize(app)];
      const back = await walk(world, start.url, 'allow');
      for (const kept of [
        { ...start, state: 'another' },
        { ...start, codeVerifier: other.codeVerifier },
      ]) {
        const error = await errorOf(exchange(app, back, kept));
        expect(error).toMatchObject({ category: 'authentication', code: 'authorization-failed' });
      }
      expect(checks()).toEqual([]);
    });

    it('does not take a session twice', async () => {
      const app = await register();
      const start = await authorize(app);
      const back = await walk(world, start.url, 'allow');
      await exchange(app, back, start);
      expect(await errorOf(exchange(app, back, start))).toMatchObject({ code: 'authorization-failed' });
    });

    it('asks for the token once, whatever comes back', async () => {
      const app = await register();
      const start = await authorize(app);
      const back = await walk(world, start.url, 'allow');
      world.sandbox.faults.add({ fault: 'reset-after-write', when: { path: /miauth/ }, times: 1 });
      expect(await errorOf(exchange(app, back, start))).toMatchObject({ code: 'unreachable' });
      expect(checks()).toHaveLength(1);
    });

    it('waits when the server is busy', async () => {
      const app = await register();
      const start = await authorize(app);
      const back = await walk(world, start.url, 'allow');
      world.sandbox.faults.add({ fault: '429', retryAfterSeconds: 30, when: { path: /\/api\/miauth\// } });
      expect(await errorOf(exchange(app, back, start))).toMatchObject({ code: 'rate-limited' });
    });
  });
}

/** Bob signs in on the server's own pages and answers the question; returns where he is sent, '' for nowhere. */
async function walk({ sandbox }: PlatformWorld, url: string, decision: 'allow' | 'deny'): Promise<string> {
  const post = (address: string, fields: URLSearchParams, cookie = '') =>
    fetch(address, { method: 'POST', body: fields, headers: { cookie }, redirect: 'manual' });
  const toSignIn = await fetch(url, { redirect: 'manual' });
  const page = new URL(toSignIn.headers.get('location') ?? '', sandbox.origin);
  const next = page.searchParams.get('next') ?? '';
  const signedIn = await post(page.href, new URLSearchParams({ username: 'bob', password: 'bob', next }));
  const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const answer = new URLSearchParams([...new URL(url).searchParams, ['decision', decision]]);
  const back = await post(url, answer, cookie);
  return back.headers.get('location') ?? '';
}
