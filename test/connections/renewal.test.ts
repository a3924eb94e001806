import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findConnectionRow, updateConnection } from '../../db/connections.ts';
import { listNotifications } from '../../db/notifications.ts';
import { insertTask, moveTask } from '../../db/tasks.ts';
import { toErrorRecord } from '../../src/lib/errors.ts';
import { say } from '../../src/lib/sentence.ts';
import { consent } from '../support/consent.ts';
import { until } from '../support/engine.ts';
import { type SandboxInstance, startSandboxInstance } from '../support/sandbox-instance/index.ts';
import { openTestWeb, type TestWeb, testOrigin } from '../support/web.ts';

const account = { username: 'bob', password: 'bobs password' };
const dayMs = 86_400_000;
/** Pixelfed's tokens last a year; two thirds of it is when they are renewed. */
const dueMs = Math.round((365 * dayMs * 2) / 3);

let web: TestWeb;
let instance: SandboxInstance;
let connectionId: string;

beforeEach(async () => {
  web = await openTestWeb();
  instance = await startSandboxInstance({ dialect: 'pixelfed', clock: web.clock });
  instance.createAccount(account);
  connectionId = (await connect()).id;
});
afterEach(() => instance.close());

async function connect() {
  const userId = web.bob.user.id;
  const { url } = await web.parts.connections.start({ userId, server: instance.origin, origin: testOrigin });
  const callbackUrl = await consent(url, account);
  return web.parts.connections.finish({ userId, callbackUrl, origin: testOrigin });
}

const row = () => findConnectionRow(web.parts.db, connectionId);
const token = () => web.parts.connections.open(connectionId).credentials.accessToken;
const verify = () => web.parts.connections.open(connectionId).client.verify();
const renewals = () =>
  instance.log.filter(({ path, body }) => path === '/oauth/token' && body.grant_type === 'refresh_token').length;
const dead = {
  category: 'authentication',
  sentence: say('platforms.tokenDead', { host: 'x' }),
  code: 'token-dead',
} as const;
const die = () => web.parts.connections.tokenDied(connectionId, dead);

describe('a token that ends', () => {
  it('is renewed when two thirds of its life are over, once', async () => {
    const { connections } = web.parts;
    const before = token();
    web.clock.advance(dueMs - 1000);
    await connections.renewDue();
    expect(renewals()).toBe(0);
    web.clock.advance(1000);
    await connections.renewDue();
    await connections.renewDue();
    expect(renewals()).toBe(1);
    expect(token()).not.toBe(before);
    expect(await verify()).toMatchObject({ username: 'bob' });
    expect(row()?.renewAt).toBe(web.clock.now() + dueMs);
  });

  it('is left to a run that uses it, as long as it lasts', async () => {
    const task = { id: 'task', userId: web.bob.user.id, connectionId, priority: 10, settings: {}, model: 'gemma3:4b' };
    insertTask(web.parts.db, task, web.clock.now());
    moveTask(web.parts.db, 'task', 'running', {});
    web.clock.advance(dueMs);
    await web.parts.connections.renewDue();
    expect(renewals()).toBe(0);
    web.clock.advance(365 * dayMs - dueMs - dayMs);
    await web.parts.connections.renewDue();
    expect(renewals()).toBe(1);
  });

  it('is renewed later when the server is away, and never given up while it lasts', async () => {
    web.clock.advance(dueMs);
    instance.faults.add({ fault: 'status', code: 503, when: { path: /oauth\/token/ }, times: 1 });
    await web.parts.connections.renewDue();
    expect(await verify()).toMatchObject({ username: 'bob' });
    await web.parts.connections.renewDue();
    expect(renewals()).toBe(2);
    expect(await verify()).toMatchObject({ username: 'bob' });
  });

  it('is renewed at most once a day when the server refuses', async () => {
    web.clock.advance(dueMs);
    instance.faults.add({
      fault: 'status',
      code: 400,
      body: { error: 'invalid_grant' },
      when: { path: /oauth\/token/ },
    });
    await web.parts.connections.renewDue();
    web.clock.advance(dayMs / 2);
    await web.parts.connections.renewDue();
    expect(renewals()).toBe(1);
    expect(row()?.status).toBe('active');
  });

  it('is renewed though another’s, which was due before, cannot be opened any more', async () => {
    const { db, connections } = web.parts;
    const userId = web.charlie.user.id;
    const other = instance.issueToken(instance.createAccount({ username: 'charlie', password: 'x' }), 'read write');
    const { id } = await connections.addToken({ userId, server: instance.origin, token: other });
    updateConnection(db, id, { renewAt: 1, credentialsSealed: 'v1.lost.key' });
    web.clock.advance(dueMs);
    await connections.renewDue();
    expect(renewals()).toBe(1);
    expect(row()?.renewAt).toBe(web.clock.now() + dueMs);
  });

  it('is not asked for again when it is pasted, since nothing came with it', async () => {
    const pasted = instance.issueToken(instance.createAccount({ username: 'bob2', password: 'x' }), 'read write');
    const userId = web.bob.user.id;
    const { id } = await web.parts.connections.addToken({ userId, server: instance.origin, token: pasted });
    expect(findConnectionRow(web.parts.db, id)?.renewAt).toBeNull();
    expect(await web.parts.connections.tokenDied(id, dead)).toBeNull();
    expect(findConnectionRow(web.parts.db, id)?.status).toBe('expired');
  });
});

describe('a token that a server no longer takes', () => {
  it('is renewed once, whoever finds it dead and however many at once', async () => {
    instance.expireToken(token());
    const renewed: string[] = [];
    web.parts.connections.onRenewed((id) => renewed.push(id));
    const instead = await Promise.all([die(), die(), die()]);
    expect(instead.map((error) => error?.code)).toEqual(['token-renewed', 'token-renewed', 'token-renewed']);
    expect(renewals()).toBe(1);
    expect(new Set(renewed)).toEqual(new Set([connectionId]));
    expect(row()?.status).toBe('active');
    expect(await verify()).toMatchObject({ username: 'bob' });
    expect(listNotifications(web.parts.reader, web.bob.user, 10)).toEqual([]);
  });

  it('is not renewed for who began with the one before and says so late', async () => {
    instance.expireToken(token());
    await die();
    expect(await die()).toMatchObject({ code: 'token-renewed' });
    expect(renewals()).toBe(1);
  });

  it('ends the connection when its refresh token is used up as well, with one notice', async () => {
    web.clock.advance(401 * dayMs);
    expect(await die()).toBeNull();
    expect(await die()).toBeNull();
    expect(row()).toMatchObject({ status: 'expired', statusReason: { key: 'platforms.tokenDead' } });
    expect(listNotifications(web.parts.reader, web.bob.user, 10)).toHaveLength(1);
    expect((await connect()).id).toBe(connectionId);
    expect(row()?.status).toBe('active');
  });

  it('waits for a server in trouble, which is then asked once a minute', async () => {
    instance.expireToken(token());
    instance.faults.add({ fault: 'status', code: 503, when: { path: /oauth\/token/ }, times: 1 });
    expect(await die()).toMatchObject({ category: 'platform', code: 'server-trouble' });
    expect(await die()).toMatchObject({ category: 'platform', code: 'server-trouble' });
    expect(renewals()).toBe(1);
    expect(row()?.status).toBe('active');
    web.clock.advance(60_000);
    expect(await die()).toMatchObject({ code: 'token-renewed' });
    expect(await verify()).toMatchObject({ username: 'bob' });
  });

  it('ends the connection when it dies again and again', async () => {
    const codes: (string | undefined)[] = [];
    for (let time = 0; time < 4; time += 1) {
      instance.expireToken(token());
      codes.push((await die())?.code);
    }
    expect(codes).toEqual(['token-renewed', 'token-renewed', 'token-renewed', undefined]);
    expect(row()?.status).toBe('expired');
  });

  it('is not renewed by a server that has no such thing', async () => {
    const mastodon = await startSandboxInstance({ dialect: 'mastodon', clock: web.clock });
    const bob = mastodon.createAccount(account);
    const pasted = mastodon.issueToken(bob, 'read:accounts read:statuses write:statuses');
    const userId = web.bob.user.id;
    const { id } = await web.parts.connections.addToken({ userId, server: mastodon.origin, token: pasted });
    const asked = mastodon.log.length;
    expect(await web.parts.connections.tokenDied(id, dead)).toBeNull();
    expect(mastodon.log).toHaveLength(asked);
    await mastodon.close();
  });
});

describe('a renewed token', () => {
  it('is kept when its row cannot be written for a while', async () => {
    const { db } = web.parts;
    instance.expireToken(token());
    instance.log.length = 0;
    const sealed = row()?.credentialsSealed;
    const full = "create trigger full before update on platform_connections begin select raise(abort, 'full'); end";
    db.$client.exec(full);
    const renewing = die();
    await until(() => instance.log.some(({ path, status }) => path === '/oauth/token' && status === 200));
    web.clock.advance(1000);
    expect(row()?.credentialsSealed).toBe(sealed);
    db.$client.exec('drop trigger full');
    await until(() => {
      web.clock.advance(1000);
      return row()?.credentialsSealed !== sealed;
    });
    expect(await renewing).toMatchObject({ code: 'token-renewed' });
    expect(await verify()).toMatchObject({ username: 'bob' });
  });

  it('does not take the place of one that came with a new connection meanwhile', async () => {
    instance.expireToken(token());
    instance.faults.add({ fault: 'slow', ms: 300, when: { path: /oauth\/token/ }, times: 1 });
    const renewing = die();
    const again = await connect();
    const current = token();
    await renewing;
    expect(again.id).toBe(connectionId);
    expect(token()).toBe(current);
    expect(await verify()).toMatchObject({ username: 'bob' });
  });

  it('is lost with a process that ends before it is kept; then the person connects again and has everything', async () => {
    const before = row()?.credentialsSealed ?? '';
    instance.expireToken(token());
    await die();
    // As it stands on the disk when the process died between the server's answer and the row.
    updateConnection(web.parts.db, connectionId, { credentialsSealed: before });
    const error = await verify().catch(toErrorRecord);
    expect(error).toMatchObject({ code: 'token-dead' });
    expect(await die()).toBeNull();
    expect(row()?.status).toBe('expired');
    expect((await connect()).id).toBe(connectionId);
    expect(await verify()).toMatchObject({ username: 'bob' });
  });
});
