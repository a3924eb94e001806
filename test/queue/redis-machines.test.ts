import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { insertTask, listTasksInStatus } from '../../db/tasks.ts';
import { systemClock } from '../../src/lib/clock.ts';
import type { Instance } from '../../src/platforms/platform.ts';
import type { Queue } from '../../src/queue/queue.ts';
import { createSqliteQueue } from '../../src/queue/sqlite-queue.ts';
import { reconcile } from '../../src/tasks/recovery.ts';
import { openTestDatabase } from '../support/database.ts';
import { addConnection, addPerson } from '../support/people.ts';
import { joinRedis } from '../support/redis-queue.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from '../support/redis-server.ts';

const done = { kind: 'done' } as const;
const retryIn = (ms: number) => ({ kind: 'retryAt', runAtMs: Date.now() + ms }) as const;
const instance = { origin: 'http://a.test', family: 'mastodon', software: 'mastodon', version: '4.5.0' } as Instance;

/** Adds jobs that are due. */
async function enqueue(queue: Queue, ...ids: string[]) {
  for (const id of ids) await queue.enqueue(id, { priority: 10, runAtMs: Date.now() });
}

async function drain(queue: Queue): Promise<string[]> {
  const taken: string[] = [];
  for (let id = await queue.claim('w'); id !== null; id = await queue.claim('w')) {
    taken.push(id);
    await queue.settle(id, 'w', done);
  }
  return taken;
}

/** Rows of runs that wait, one a person, and no job for any. */
async function openRows(...ids: string[]) {
  const { db } = await openTestDatabase();
  for (const id of ids) {
    const user = addPerson(db, id);
    const connection = addConnection(db, user.id, { instance, accountId: id, handle: `@${id}` });
    const owner = { userId: user.id, connectionId: connection.id };
    insertTask(db, { id, ...owner, priority: 10, settings: null, model: 'm' }, Date.now());
  }
  return db;
}

describeWithRedis('several machines at one Redis', () => {
  let server: RedisServer;

  beforeAll(async () => {
    server = await startRedisServer({ appendOnly: true });
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    await (await joinRedis(server.url)).connection.client.flushAll();
  });

  it('let one claim and beat, and another that knows the name of the claim settle', async () => {
    const web = await joinRedis(server.url);
    const helper = await joinRedis(server.url, { cap: null });
    await enqueue(web.queue, 'a', 'b');
    expect(await helper.queue.claim('claim-1')).toBe('a');
    expect(await helper.queue.heartbeat('a', 'claim-1')).toBe(true);
    expect(await web.queue.heartbeat('a', 'claim-1')).toBe(true);
    expect(await web.queue.settle('a', 'claim-2', done)).toBe(false);
    expect(await web.queue.settle('a', 'claim-1', done)).toBe(true);
    expect(await helper.queue.heartbeat('a', 'claim-1')).toBe(false);
    expect(await web.queue.claim('claim-3')).toBe('b');
  });

  it('together keep to the cap of the one that enqueues', async () => {
    const web = await joinRedis(server.url, { cap: 3 });
    const helpers = await Promise.all([1, 2, 3].map(() => joinRedis(server.url, { cap: null })));
    await enqueue(web.queue, 'a', 'b', 'c', 'd', 'e');
    const claims = [];
    for (const { queue } of helpers) claims.push(await queue.claim('w'), await queue.claim('w'));
    expect(claims).toEqual(['a', 'b', 'c', null, null, null]);
    await web.queue.setCap(4);
    expect(await helpers[2]?.queue.claim('w')).toBe('d');
  });

  it('let a cancelled job go wherever it is worked on', async () => {
    const web = await joinRedis(server.url);
    const helper = await joinRedis(server.url, { cap: null });
    await enqueue(web.queue, 'a');
    await helper.queue.claim('claim');
    await web.queue.cancel('a');
    expect(await helper.queue.heartbeat('a', 'claim')).toBe(false);
    expect(await web.queue.taskIds()).toEqual(new Set());
  });

  it('give the job of one that died to another by themselves, once its lease has ended', async () => {
    const leaseMs = 3000;
    const web = await joinRedis(server.url, { leaseMs });
    const dying = await joinRedis(server.url, { cap: null, leaseMs });
    await enqueue(web.queue, 'a');
    await dying.queue.claim('dying');
    await dying.queue.heartbeat('a', 'dying');
    const beatAt = performance.now();
    await dying.queue.close();
    dying.connection.close();
    await expect.poll(() => web.queue.claim('fresh'), { interval: 50 }).toBe('a');
    expect(performance.now() - beatAt).toBeGreaterThan(leaseMs - 50);
  });

  it('find every job again after Redis was killed and read its append-only file', async () => {
    const { queue, connection } = await joinRedis(server.url);
    await enqueue(queue, 'worked-on', 'waiting', 'tried');
    expect(await queue.claim('w')).toBe('worked-on');
    await queue.enqueue('later', { priority: 10, runAtMs: Date.now() + 3_600_000 });
    await server.kill();
    await expect.poll(() => connection.isReady()).toBe(false);
    await expect(queue.claim('w')).rejects.toMatchObject({ code: 'redis-unreachable', category: 'resource' });
    await server.start();
    await expect.poll(() => connection.isReady()).toBe(true);
    expect(await queue.taskIds()).toEqual(new Set(['worked-on', 'waiting', 'tried', 'later']));
    expect(await queue.heartbeat('worked-on', 'w')).toBe(true);
    expect(await queue.claim('w')).toBe('waiting');
    expect(await queue.settle('waiting', 'w', retryIn(60_000))).toBe(true);
    expect(await queue.settle('worked-on', 'w', done)).toBe(true);
    expect(await queue.stats()).toEqual({ waiting: 1, delayed: 2, running: 0 });
  });

  it('answer at once while Redis hangs, and go on when it does', async () => {
    const { queue, connection } = await joinRedis(server.url);
    await enqueue(queue, 'a');
    server.freeze();
    await expect.poll(() => connection.isReady()).toBe(false);
    const asked = await Promise.allSettled([queue.claim('w'), enqueue(queue, 'b'), queue.stats(), queue.cancel('a')]);
    server.thaw();
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
    await expect.poll(() => connection.isReady()).toBe(true);
    expect(await drain(queue)).toEqual(['a']);
  });

  it('start without Redis and work once it is there', async () => {
    await server.kill();
    const { queue, connection } = await joinRedis(server.url, { cap: 1 });
    await expect(enqueue(queue, 'a')).rejects.toMatchObject({ code: 'redis-unreachable' });
    await server.start();
    await expect.poll(() => connection.isReady()).toBe(true);
    await enqueue(queue, 'a', 'b');
    expect([await queue.claim('w'), await queue.claim('w')]).toEqual(['a', null]);
  });

  it('lose nothing when Redis was emptied: every waiting row gets its job again, under the cap', async () => {
    const db = await openRows('a', 'b', 'c', 'd', 'e');
    const { queue, connection } = await joinRedis(server.url);
    await reconcile(db, queue, systemClock);
    await connection.client.flushAll();
    expect(await queue.claim('w')).toBeNull();
    expect(await reconcile(db, queue, systemClock)).toEqual({ added: 5, removed: 0 });
    const claims = [];
    for (const _ of [1, 2, 3, 4]) claims.push(await queue.claim('w'));
    expect(claims).toEqual(['a', 'b', 'c', null]);
  });

  it('lose nothing when Redis is chosen or dropped while runs wait', async () => {
    const db = await openRows('a', 'b', 'c');
    const sqlite = createSqliteQueue({ db, clock: systemClock, cap: 3, leaseMs: 15_000 });
    await reconcile(db, sqlite, systemClock);
    await sqlite.claim('w');
    const { queue } = await joinRedis(server.url);
    await reconcile(db, queue, systemClock);
    await queue.claim('w');
    const back = createSqliteQueue({ db, clock: systemClock, cap: 3, leaseMs: 15_000 });
    await reconcile(db, back, systemClock);
    expect(listTasksInStatus(db, 'queued')).toHaveLength(3);
    expect(await drain(back)).toEqual(['a', 'b', 'c']);
  });

  it('mend a job of which Redis has lost a part', async () => {
    const { queue, connection } = await joinRedis(server.url);
    await enqueue(queue, 'without-list', 'without-hash');
    await connection.client.zRem('altwright:tasks:prioritized', 'without-list');
    await connection.client.del('altwright:tasks:without-hash');
    expect(await queue.taskIds()).toEqual(new Set(['without-hash']));
    await enqueue(queue, 'without-list', 'without-hash');
    expect(await drain(queue)).toEqual(['without-list', 'without-hash']);
  });

  it('say so when Redis holds something else under their keys', async () => {
    const { queue, connection } = await joinRedis(server.url);
    await connection.client.set('altwright:tasks:prioritized', 'not a set');
    await expect(enqueue(queue, 'a')).rejects.toMatchObject({ code: 'redis-refused', category: 'resource' });
  });

  it('keep nothing in Redis but ids, and nothing of a job that is done', async () => {
    const { queue, connection } = await joinRedis(server.url);
    await enqueue(queue, 'a');
    expect(await connection.client.hGetAll('altwright:tasks:a')).toMatchObject({ name: 'task', data: '{}' });
    await drain(queue);
    const keys = await connection.client.keys('*');
    expect(keys).toContain('altwright:tasks:meta');
    expect(keys.filter((key) => `${key}:`.startsWith('altwright:tasks:a:'))).toEqual([]);
  });
});
