import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/lib/errors.ts';
import { consent } from '../support/consent.ts';
import { type SandboxInstance, startSandboxInstance } from '../support/sandbox-instance/index.ts';
import { openTestWeb, type TestWeb, testOrigin } from '../support/web.ts';

const account = { username: 'bob', password: 'bobs password' };

let instance: SandboxInstance;
let web: TestWeb;

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing was thrown',
    (thrown: unknown) => (thrown instanceof AppError ? thrown.code : thrown),
  );
const start = (userId = web.bob.user.id) =>
  web.parts.connections.start({ userId, server: instance.origin, origin: testOrigin });
const finish = (callbackUrl: string, userId = web.bob.user.id) =>
  web.parts.connections.finish({ userId, callbackUrl, origin: testOrigin });

describe.each(['misskey', 'sharkey'] as const)('connecting an account on %s', (dialect) => {
  beforeEach(async () => {
    web = await openTestWeb();
    instance = await startSandboxInstance({ dialect, clock: web.clock });
    instance.createAccount(account);
  });
  afterEach(() => instance.close());

  it('ends in an active connection whose token opens the account', async () => {
    const connection = await finish(await consent((await start()).url, account));
    expect(connection).toMatchObject({ status: 'active', userId: web.bob.user.id, family: dialect });
    expect(connection.handle).toMatch(/^bob@/);
    expect(connection.accountUrl).toBe(`${instance.origin}/@bob`);
    const { client } = web.parts.connections.open(connection.id);
    expect(await client.verify()).toMatchObject({ username: 'bob' });
  });

  it('goes from the form through the server’s page and back to the list', async () => {
    const leaving = await web.as(web.bob).post('/connections', { server: instance.origin });
    const url = leaving.headers.get('refresh')?.replace('0; url=', '') ?? '';
    const { pathname, search } = new URL(await consent(url, account));
    const back = await web.as(web.bob).get(pathname + search);
    const list = await (await web.as(web.bob).get(back.headers.get('location') ?? '')).text();
    expect(list).toMatch(/bob@[^<]+ is connected\./);
  });

  it('keeps neither session nor token in the clear', async () => {
    const { url } = await start();
    const session = new URL(url).pathname.split('/').at(-1) ?? '';
    const rows = () => {
      const tables = ['platform_connections', 'oauth_apps', 'oauth_requests'];
      return JSON.stringify(tables.map((table) => web.parts.db.$client.prepare(`select * from ${table}`).all()));
    };
    expect(session).toHaveLength(36);
    expect(rows()).not.toContain(session);
    const { id } = await finish(await consent(url, account));
    expect(rows()).not.toContain(web.parts.connections.open(id).credentials.accessToken);
  });

  it('takes an answer once, with its own state and session, from the person who asked, within ten minutes', async () => {
    const answer = await consent((await start()).url, account);
    const forged = (name: string) => {
      const url = new URL(answer);
      url.searchParams.set(name, 'something-else');
      return url.href;
    };
    expect(await codeOf(finish(forged('state')))).toBe('not-asked-for');
    expect(await codeOf(finish(answer, web.charlie.user.id))).toBe('not-asked-for');
    await finish(answer);
    expect(await codeOf(finish(answer))).toBe('not-asked-for');

    const second = new URL(await consent((await start()).url, account));
    second.searchParams.set('session', 'something-else');
    expect(await codeOf(finish(second.href))).toBe('authorization-failed');

    const late = await consent((await start()).url, account);
    web.clock.advance(10 * 60_000);
    expect(await codeOf(finish(late))).toBe('not-asked-for');
    expect(web.parts.connections.list(web.charlie.user.id)).toEqual([]);
  });

  it('takes a pasted token, and refuses one that opens nothing', async () => {
    const other = instance.createAccount({ username: 'bob2', password: 'x' });
    const paste = (token: string) =>
      web.parts.connections.addToken({ userId: web.bob.user.id, server: instance.origin, token });
    expect(await codeOf(paste('not-a-token'))).toBe('token-dead');
    const connection = await paste(instance.issueToken(other, 'read:account write:drive'));
    expect(connection.handle).toMatch(/^bob2@/);
  });

  it('says before it is disconnected where its permission ends', async () => {
    const { id } = await finish(await consent((await start()).url, account));
    const { client } = web.parts.connections.open(id);
    const page = await (await web.as(web.bob).get(`/connections/${id}/removal`)).text();
    expect(page).toContain('ends only on your server');
    await web.parts.connections.disconnect(web.bob.user.id, id);
    expect(await client.verify()).toMatchObject({ username: 'bob' });
  });
});
