import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { listNotifications } from '../../db/notifications.ts';
import { createConnections } from '../../src/connections/connections.ts';
import { loadKeys } from '../../src/connections/keys.ts';
import { createVault } from '../../src/connections/vault.ts';
import { AppError } from '../../src/lib/errors.ts';
import { createSafeFetch } from '../../src/lib/safe-fetch.ts';
import { say } from '../../src/lib/sentence.ts';
import { differencesOf } from '../contracts/differences.ts';
import { consent } from '../support/consent.ts';
import { type DialectName, dialects } from '../support/sandbox-instance/dialects/index.ts';
import { type SandboxInstance, startSandboxInstance } from '../support/sandbox-instance/index.ts';
import { openTestWeb, type TestWeb, testOrigin } from '../support/web.ts';

const account = { username: 'bob', password: 'bobs password' };
const origin = testOrigin;

let instance: SandboxInstance;
let web: TestWeb;

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing was thrown',
    (thrown: unknown) => (thrown instanceof AppError ? thrown.code : thrown),
  );
const start = (userId = web.bob.user.id) => web.parts.connections.start({ userId, server: instance.origin, origin });
const finish = (callbackUrl: string, userId = web.bob.user.id) =>
  web.parts.connections.finish({ userId, callbackUrl, origin });
const registrations = () => instance.log.filter(({ path }) => path === '/api/v1/apps').length;

describe.each(Object.keys(dialects) as DialectName[])('connecting an account on %s', (dialect) => {
  beforeEach(async () => {
    web = await openTestWeb();
    instance = await startSandboxInstance({ dialect, clock: web.clock });
    instance.createAccount(account);
  });
  afterEach(() => instance.close());

  it('ends in an active connection whose token opens the account', async () => {
    const { url } = await start();
    const connection = await finish(await consent(url, account));
    expect(connection).toMatchObject({ status: 'active', userId: web.bob.user.id });
    expect(connection.handle).toMatch(/^bob@/);
    expect(web.parts.users.members.get(web.bob.user.id).activeConnectionId).toBe(connection.id);
    const { client } = web.parts.connections.open(connection.id);
    expect(await client.verify()).toMatchObject({ username: 'bob' });
  });

  it('keeps no secret in the clear, neither in the rows nor in what pages get', async () => {
    const { id } = await finish(await consent((await start()).url, account));
    const { credentials } = web.parts.connections.open(id);
    const tables = ['platform_connections', 'oauth_apps', 'oauth_requests'];
    const rows = JSON.stringify(tables.map((table) => web.parts.db.$client.prepare(`select * from ${table}`).all()));
    expect(rows).not.toContain(credentials.accessToken);
    expect(JSON.stringify(web.parts.connections.list(web.bob.user.id))).not.toMatch(/sealed|accessToken/i);
    const page = await (await web.as(web.bob).get('/connections')).text();
    expect(page).toContain('bob');
    expect(page).not.toContain(credentials.accessToken);
  });

  const isMiAuth = differencesOf(dialect).signsIn === 'by MiAuth';
  // MiAuth knows no registration; on snac one is a key to whoever signed in by it last, on Friendica one has one token.
  const registered = isMiAuth ? 0 : dialect === 'snac' || dialect === 'friendica' ? 2 : 1;
  it(`registers Altwright ${['never', 'once, for everybody', 'for each who signs in'][registered]}`, async () => {
    await start();
    await start(web.charlie.user.id);
    expect(registrations()).toBe(registered);
  });

  it('changes nothing when access is refused, and can be tried again', async () => {
    const { url } = await start();
    const refused = consent(url, account, 'deny').then(finish);
    // MiAuth leaves the person on the server's page.
    if (isMiAuth) await expect(refused).rejects.toThrow('No way on');
    else expect(await codeOf(refused)).toBe('access-denied');
    expect(web.parts.connections.list(web.bob.user.id)).toEqual([]);
    await finish(await consent((await start()).url, account));
    expect(web.parts.connections.list(web.bob.user.id)).toHaveLength(1);
  });

  it('takes an answer once, with its own state, from the person who asked, within ten minutes', async () => {
    const answer = await consent((await start()).url, account);
    const forged = new URL(answer);
    forged.searchParams.set('state', 'something-else');
    expect(await codeOf(finish(forged.href))).toBe('not-asked-for');
    expect(await codeOf(finish(answer, web.charlie.user.id))).toBe('not-asked-for');
    await finish(answer);
    expect(await codeOf(finish(answer))).toBe('not-asked-for');

    const late = await consent((await start()).url, account);
    web.clock.advance(10 * 60_000);
    expect(await codeOf(finish(late))).toBe('not-asked-for');
    expect(web.parts.connections.list(web.charlie.user.id)).toEqual([]);
  });

  it('revives an expired connection of the same account with everything it had', async () => {
    const first = await finish(await consent((await start()).url, account));
    web.parts.publishing.acceptWarning({ user: web.bob.user, connectionId: first.id });
    web.parts.connections.markExpired(first.id, say('platforms.tokenDead', { host: 'here' }));
    expect(() => web.parts.connections.open(first.id)).toThrow(AppError);
    const again = await finish(await consent((await start()).url, account));
    expect(again).toMatchObject({ id: first.id, status: 'active', statusReason: null });
    expect(again.warningAcceptedAt).not.toBeNull();
    expect(web.parts.connections.open(first.id).connection.id).toBe(first.id);
  });

  it('takes a pasted token, and refuses one that opens nothing', async () => {
    const bob = instance.createAccount({ username: 'bob2', password: 'x' });
    const paste = (token: string) =>
      web.parts.connections.addToken({ userId: web.bob.user.id, server: instance.origin, token });
    expect(await codeOf(paste('not-a-token'))).toBe('token-dead');
    expect(web.parts.connections.list(web.bob.user.id)).toEqual([]);
    const connection = await paste(instance.issueToken(bob, differencesOf(dialect).scopes));
    expect(connection.handle).toMatch(/^bob2@/);
  });
});

describe('a connection', () => {
  let connectionId: string;
  beforeEach(async () => {
    web = await openTestWeb();
    instance = await startSandboxInstance({ dialect: 'mastodon', clock: web.clock });
    instance.createAccount(account);
    connectionId = (await finish(await consent((await start()).url, account))).id;
  });
  afterEach(() => instance.close());

  const revocations = () => instance.log.filter(({ path }) => path === '/oauth/revoke').length;

  it('does not exist for anybody else', () => {
    const { connections } = web.parts;
    const { id: charlie } = web.charlie.user;
    const deeds = [
      () => connections.get(charlie, connectionId),
      () => connections.activate(charlie, connectionId),
      () => connections.count(charlie, connectionId),
    ];
    for (const deed of deeds) expect(deed).toThrow(expect.objectContaining({ code: 'not-found' }));
  });

  it('gives its token back and is gone when it is disconnected, after what runs for it was ended', async () => {
    const told: string[] = [];
    web.parts.connections.beforeRemoval(async ({ id }) => void told.push(id));
    const { client } = web.parts.connections.open(connectionId);
    expect(await codeOf(web.parts.connections.disconnect(web.charlie.user.id, connectionId))).toBe('not-found');
    await web.parts.connections.disconnect(web.bob.user.id, connectionId);
    expect(told).toEqual([connectionId]);
    expect(revocations()).toBe(1);
    expect(await codeOf(client.verify())).toBe('token-dead');
    expect(web.parts.connections.list(web.bob.user.id)).toEqual([]);
    expect(web.parts.users.members.get(web.bob.user.id).activeConnectionId).toBeNull();
    expect(() => web.parts.connections.open(connectionId)).toThrow(expect.objectContaining({ code: 'not-found' }));
  });

  it('keeps the token that somebody else’s connection to the same account shares', async () => {
    const shared = await start(web.charlie.user.id);
    const others = await finish(await consent(shared.url, account), web.charlie.user.id);
    await web.parts.connections.disconnect(web.bob.user.id, connectionId);
    expect(revocations()).toBe(0);
    expect(await web.parts.connections.open(others.id).client.verify()).toMatchObject({ username: 'bob' });
  });

  it('can be disconnected from a server that is gone', async () => {
    await instance.close();
    await web.parts.connections.disconnect(web.bob.user.id, connectionId);
    expect(web.parts.connections.list(web.bob.user.id)).toEqual([]);
    instance = await startSandboxInstance({ dialect: 'mastodon' });
  });

  it('tells its person once that it expired', () => {
    const reason = say('platforms.tokenDead', { host: 'here' });
    web.parts.connections.markExpired(connectionId, reason);
    web.parts.connections.markExpired(connectionId, reason);
    expect(listNotifications(web.parts.reader, web.bob.user, 10)).toHaveLength(1);
    expect(listNotifications(web.parts.reader, web.charlie.user, 10)).toHaveLength(0);
  });

  it('stays open in memory for ten minutes while its person is signed in, and not after', () => {
    const { connections, users } = web.parts;
    const first = connections.open(connectionId).client;
    expect(connections.open(connectionId).client).toBe(first);
    web.clock.advance(10 * 60_000);
    const second = connections.open(connectionId).client;
    expect(second).not.toBe(first);
    connections.forgetAllOf(web.bob.user.id);
    users.sessions.endAll(web.bob.user.id);
    const third = connections.open(connectionId).client;
    expect(connections.open(connectionId).client).not.toBe(third);
  });

  it('registers anew when the server has forgotten Altwright, whose page would send nobody back', async () => {
    web.parts.db.$client.prepare("update oauth_apps set client_id = 'forgotten'").run();
    const again = await finish(await consent((await start()).url, account));
    expect(again.id).toBe(connectionId);
    expect(registrations()).toBe(2);
  });

  it('keeps its registration while the server does not say whether it knows it', async () => {
    const heal = instance.faults.add({ fault: 'html-500', when: ({ path }) => path === '/oauth/token' });
    const { url } = await start();
    heal();
    await finish(await consent(url, account));
    expect(registrations()).toBe(1);
  });

  it('registers anew after the server has forgotten Altwright while somebody was there', async () => {
    const answer = new URL((await start()).url);
    web.parts.db.$client.prepare("update oauth_apps set client_id = 'forgotten'").run();
    const callback = `${origin}/connections/callback?code=x&state=${answer.searchParams.get('state')}`;
    expect(await codeOf(finish(callback))).toBe('app-forgotten');
    const again = await finish(await consent((await start()).url, account));
    expect(again.id).toBe(connectionId);
    expect(registrations()).toBe(2);
  });

  it('moves to a new key when it is used, and registers anew when the old one is gone', async () => {
    const { db } = web.parts;
    const sealed = () => db.$client.prepare('select credentials_sealed from platform_connections').pluck().get();
    const oldKeys = readFileSync(join(web.parts.config.dataDir, 'keys'), 'utf8').trim();
    const newKey = `k2:${Buffer.alloc(32, 7).toString('base64')}`;
    const restart = (keys: string) => {
      const { config } = web.parts;
      const vault = createVault(loadKeys({ configured: keys, dataDir: config.dataDir }));
      const fetch = createSafeFetch({ userAgent: 'test', allowedHosts: () => ['127.0.0.1'] });
      return createConnections({ ...web.parts, vault, fetch });
    };
    const rotated = restart(`${newKey},${oldKeys}`);
    expect(await rotated.open(connectionId).client.verify()).toMatchObject({ username: 'bob' });
    expect(sealed()).toMatch(/^v1\.k2\./);

    const later = restart(newKey);
    expect(await later.open(connectionId).client.verify()).toMatchObject({ username: 'bob' });
    const { url } = await later.start({ userId: web.bob.user.id, server: instance.origin, origin });
    expect(registrations()).toBe(2);
    const callbackUrl = await consent(url, account);
    expect((await later.finish({ userId: web.bob.user.id, callbackUrl, origin })).id).toBe(connectionId);
  });

  it('says that it must be connected again when its key is lost', () => {
    const vault = createVault(new Map([['k1', Buffer.alloc(32, 9)]]));
    const fetch = createSafeFetch({ userAgent: 'test', allowedHosts: () => [] });
    const connections = createConnections({ ...web.parts, vault, fetch });
    expect(() => connections.open(connectionId)).toThrow(expect.objectContaining({ code: 'unsealable' }));
  });
});

describe('a server that gives tokens of whoever signed in last, whatever the code', () => {
  const names = ['alice', 'bob', 'charlie'] as const;
  beforeEach(async () => {
    web = await openTestWeb();
    instance = await startSandboxInstance({ dialect: 'snac', clock: web.clock });
    for (const username of names) instance.createAccount({ username, password: `${username}s password` });
  });
  afterEach(() => instance.close());

  const consentAs = (url: string, username: string) => consent(url, { username, password: `${username}s password` });
  const userOf = (name: (typeof names)[number]) => web[name].user.id;

  it('connects each person with the account she signed in to, however the ways cross', async () => {
    const begun = await Promise.all(names.map((name) => start(userOf(name))));
    const backs = await Promise.all(begun.map(({ url }, index) => consentAs(url, names[index] ?? '')));
    const connections = await Promise.all(backs.map((back, index) => finish(back, userOf(names[index] ?? 'bob'))));
    expect(connections.map(({ handle }) => handle.split('@')[0])).toEqual([...names]);
  });

  it('gives nobody another one’s account for an answer that was made up', async () => {
    await finish(await consentAs((await start()).url, 'bob'));
    const { searchParams } = new URL((await start(userOf('charlie'))).url);
    const back = new URL(searchParams.get('redirect_uri') ?? '');
    back.searchParams.set('code', 'made up');
    back.searchParams.set('state', searchParams.get('state') ?? '');
    expect(await codeOf(finish(back.href, userOf('charlie')))).toBe('token-dead');
    expect(web.parts.connections.list(userOf('charlie'))).toEqual([]);
  });

  it('keeps no registration that leads nowhere, and can give back the token of the one it uses', async () => {
    const rows = () => web.parts.db.$client.prepare('select count(*) from oauth_apps').pluck().get();
    const { id } = await finish(await consentAs((await start()).url, 'bob'));
    await start(userOf('charlie'));
    expect(rows()).toBe(2);
    web.clock.advance(20 * 60_000);
    await start(userOf('alice'));
    expect(rows()).toBe(2);
    const { credentials } = web.parts.connections.open(id);
    await web.parts.connections.disconnect(web.bob.user.id, id);
    const answer = await fetch(`${instance.origin}/api/v1/accounts/verify_credentials`, {
      headers: { authorization: `Bearer ${credentials.accessToken}` },
    });
    expect(answer.status).toBe(422);
  });
});

describe('connecting to a server with one token for an account and an application', () => {
  it('lets two people share an account', async () => {
    web = await openTestWeb();
    instance = await startSandboxInstance({ dialect: 'friendica', clock: web.clock });
    onTestFinished(() => instance.close());
    instance.createAccount(account);
    const connections = [];
    for (const { user } of [web.bob, web.charlie]) {
      connections.push(await finish(await consent((await start(user.id)).url, account), user.id));
    }
    const tokens = connections.map(({ id }) => web.parts.connections.open(id).credentials.accessToken);
    const answers = await Promise.all(
      tokens.map((token) =>
        fetch(`${instance.origin}/api/v1/accounts/verify_credentials`, {
          headers: { authorization: `Bearer ${token}` },
        }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(instance.log.filter(({ path }) => path === '/api/v1/apps').map(({ body }) => body.redirect_uris)).toEqual([
      ...Array(2).fill(expect.not.stringContaining('?')),
    ]);
  });
});
