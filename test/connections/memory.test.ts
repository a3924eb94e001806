import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConnectionRow, findConnectionRow, insertConnection, updateConnection } from '../../db/connections.ts';
import { findTask, insertTask } from '../../db/tasks.ts';
import { forgetAtSignOut } from '../../src/compose/forgetting.ts';
import { type Connections, createConnections } from '../../src/connections/connections.ts';
import { loadKeys } from '../../src/connections/keys.ts';
import { createVault, type Vault } from '../../src/connections/vault.ts';
import { createSpecBuilder } from '../../src/generation/spec-builder.ts';
import { createSafeFetch } from '../../src/lib/safe-fetch.ts';
import type { Instance } from '../../src/platforms/platform.ts';
import { consent } from '../support/consent.ts';
import { type SandboxInstance, startSandboxInstance } from '../support/sandbox-instance/index.ts';
import { openTestWeb, type TestWeb, testOrigin } from '../support/web.ts';

const account = { username: 'bob', password: 'bobs password' };
const dayMs = 24 * 3_600_000;
const model = { name: 'gemma3:4b', family: 'gemma3' };
const site = { modelHosts: [{ url: 'http://127.0.0.1:9', headers: {} }], installed: async () => [model], inFlight: 2 };

let web: TestWeb;
let instance: SandboxInstance;
let connections: Connections;
let connectionId: string;
let opened: number;

beforeEach(async () => {
  web = await openTestWeb();
  instance = await startSandboxInstance({ dialect: 'mastodon', clock: web.clock });
  instance.createAccount(account);
  connections = createConnections({ ...web.parts, vault: countingVault(), fetch: localFetch() });
  forgetAtSignOut({ users: web.parts.users, connections });
  const userId = web.bob.user.id;
  const { url } = await connections.start({ userId, server: instance.origin, origin: testOrigin });
  const callbackUrl = await consent(url, account);
  connectionId = (await connections.finish({ userId, callbackUrl, origin: testOrigin })).id;
  opened = 0;
  instance.log.length = 0;
});
afterEach(() => instance.close());

const localFetch = () => createSafeFetch({ userAgent: 'test', allowedHosts: () => ['127.0.0.1'] });

/** Counts how often a connection's credentials are unsealed. */
function countingVault(): Vault {
  const { config } = web.parts;
  const vault = createVault(loadKeys({ configured: config.keys, dataDir: config.dataDir }));
  return {
    ...vault,
    open: (place, envelope) => {
      if (place.column === 'credentials_sealed') opened += 1;
      return vault.open(place, envelope);
    },
  };
}

/** How often the server was asked what it is. */
const detections = () => instance.log.filter(({ path }) => path === '/.well-known/nodeinfo').length;
const limit = () => (rowNow().instance as Instance).descriptionLimit;

function rowNow(): ConnectionRow {
  const row = findConnectionRow(web.parts.db, connectionId);
  if (!row) throw new Error('the connection is gone');
  return row;
}

/** The orders of so many runs, one after the other. */
async function orderRuns(count: number): Promise<void> {
  const build = createSpecBuilder({
    ...{ db: web.parts.db, connections, models: { installed: site.installed } },
    allowedHosts: () => [],
  });
  const task = {
    userId: web.bob.user.id,
    connectionId,
    priority: 10,
    settings: {},
    model: model.name,
  };
  for (let number = 0; number < count; number += 1) {
    const id = `task-${number}`;
    web.parts.db.$client.prepare('delete from caption_generation_tasks').run();
    insertTask(web.parts.db, { ...task, id }, web.clock.now());
    const row = findTask(web.parts.db, id);
    if (row) await build(row, site);
  }
}

describe('what is opened for the use of a connection', () => {
  it('is opened once for ten runs, and its server asked nothing again', async () => {
    await orderRuns(10);
    expect(opened).toBe(1);
    expect(detections()).toBe(0);
  });

  it('is opened once for ten runs a day later too, after one question to the server', async () => {
    web.clock.advance(dayMs);
    await orderRuns(10);
    expect(opened).toBe(1);
    expect(detections()).toBe(1);
  });

  it('is dropped when its person signs out everywhere', async () => {
    connections.open(connectionId);
    const { sessions } = web.parts.users;
    const second = sessions.open(web.bob.user.id, 'another browser');
    sessions.end(web.bob.user.id, web.bob.sessionId);
    connections.open(connectionId);
    expect(opened).toBe(1);
    sessions.end(web.bob.user.id, second.session.id);
    sessions.open(web.bob.user.id, 'she comes back');
    connections.open(connectionId);
    expect(opened).toBe(2);
  });

  it('is dropped when the account is disconnected', async () => {
    connections.open(connectionId);
    const row = rowNow();
    await connections.disconnect(web.bob.user.id, connectionId);
    expect(() => connections.open(connectionId)).toThrow(expect.objectContaining({ code: 'not-found' }));
    insertConnection(web.parts.db, { ...row, oauthAppId: null });
    opened = 0;
    connections.open(connectionId);
    expect(opened).toBe(1);
  });

  it('is not kept for somebody who is not signed in', async () => {
    web.parts.users.sessions.endAll(web.bob.user.id);
    for (let time = 0; time < 3; time += 1) connections.open(connectionId);
    expect(opened).toBe(3);
  });
});

describe('what is known of a server', () => {
  it('follows a limit that was lowered, after a day', async () => {
    instance.setDescriptionLimit(700);
    await connections.openFresh(connectionId);
    expect(limit()).toBe(1500);
    web.clock.advance(dayMs);
    const fresh = await connections.openFresh(connectionId);
    expect(fresh.instance.descriptionLimit).toBe(700);
    expect(limit()).toBe(700);
  });

  it('follows it at once when the server refused something', async () => {
    instance.setDescriptionLimit(700);
    web.clock.advance(3_600_000);
    connections.doubtFacts(connectionId);
    expect((await connections.openFresh(connectionId)).instance.descriptionLimit).toBe(700);
    connections.doubtFacts(connectionId);
    await connections.openFresh(connectionId);
    expect(detections()).toBe(1);
  });

  it('is shared by all connections to the server', async () => {
    const other = instance.createAccount({ username: 'charlie', password: 'x' });
    const token = instance.issueToken(other, 'read:accounts read:statuses write:statuses');
    const userId = web.charlie.user.id;
    const { id } = await connections.addToken({ userId, server: instance.origin, token });
    instance.log.length = 0;
    web.clock.advance(dayMs);
    await Promise.all([connections.openFresh(connectionId), connections.openFresh(id)]);
    await connections.openFresh(id);
    expect(detections()).toBe(1);
  });

  it('still stands when the server does not answer, which is then left alone for a while', async () => {
    await instance.close();
    web.clock.advance(dayMs);
    expect((await connections.openFresh(connectionId)).instance.descriptionLimit).toBe(1500);
    instance = await startSandboxInstance({
      dialect: 'mastodon',
      clock: web.clock,
      port: Number(new URL(instance.origin).port),
    });
    await connections.openFresh(connectionId);
    expect(detections()).toBe(0);
    web.clock.advance(10 * 60_000);
    await connections.openFresh(connectionId);
    expect(detections()).toBe(1);
  });

  it('follows a downgrade, after which nothing is edited there any more', async () => {
    const { port } = new URL(instance.origin);
    await instance.close();
    instance = await startSandboxInstance({
      dialect: 'mastodon',
      clock: web.clock,
      port: Number(port),
      version: '4.0.2',
    });
    web.clock.advance(dayMs);
    const { connection, instance: now } = await connections.openFresh(connectionId);
    expect([connection.version, now.version, now.family]).toEqual(['4.0.2', '4.0.2', 'mastodon']);
  });

  it('asks for the agreement anew where other software runs now', async () => {
    updateConnection(web.parts.db, connectionId, { warningAcceptedAt: 1 });
    const { port } = new URL(instance.origin);
    await instance.close();
    instance = await startSandboxInstance({ dialect: 'gotosocial', clock: web.clock, port: Number(port) });
    web.clock.advance(dayMs);
    const { connection, instance: now } = await connections.openFresh(connectionId);
    expect(now.family).toBe('gotosocial');
    expect(connection.warningAcceptedAt).toBeNull();
  });
});
