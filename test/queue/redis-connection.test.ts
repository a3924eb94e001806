import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '../../src/lib/log.ts';
import { connectRedis, type RedisConnection } from '../../src/queue/redis-connection.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { freePort } from '../support/server-process.ts';

const log = createLog('silent');

describeWithRedis('the connection to Redis', () => {
  let server: RedisServer;
  let connection: RedisConnection;

  beforeAll(async () => {
    server = await startRedisServer({ appendOnly: true });
  });
  afterAll(() => server.stop());
  afterEach(() => connection.close());

  const open = async (url = server.url) => {
    connection = await connectRedis({ url, log });
    return connection;
  };

  /** What is told from now on. */
  function listen(): boolean[] {
    const told: boolean[] = [];
    connection.onChange((isReady) => told.push(isReady));
    return told;
  }

  const failure = (command = connection.run((client) => client.get('a'))) =>
    command.then(
      () => undefined,
      (thrown) => thrown.code,
    );

  it('is ready once it is made, and runs commands', async () => {
    await open();
    expect(connection.isReady()).toBe(true);
    await connection.run((client) => client.set('a', 'here'));
    expect(await connection.run((client) => client.get('a'))).toBe('here');
    expect(await connection.ping()).toBe(true);
  });

  it('tells when Redis dies, fails commands at once, and is back with what was kept', async () => {
    await open();
    await connection.run((client) => client.set('a', 'kept'));
    const told = listen();
    await server.kill();
    await expect.poll(() => told).toEqual([false]);
    const before = performance.now();
    expect(await failure()).toBe('redis-unreachable');
    expect(performance.now() - before).toBeLessThan(500);
    expect(await connection.ping()).toBe(false);
    await server.start();
    await expect.poll(() => told).toEqual([false, true]);
    expect(await connection.run((client) => client.get('a'))).toBe('kept');
  });

  it('tells in time for a banner within five seconds when Redis hangs with its sockets open, and when it goes on', async () => {
    await open();
    const told = listen();
    server.freeze();
    const frozenAt = performance.now();
    const pending = failure();
    await expect.poll(() => told, { interval: 20 }).toEqual([false]);
    expect(performance.now() - frozenAt).toBeLessThan(4500);
    expect(await pending).toBe('redis-unreachable');
    expect(await failure()).toBe('redis-unreachable');
    server.thaw();
    await expect.poll(() => told).toEqual([false, true]);
    expect(await failure()).toBeUndefined();
  });

  it('may be made before Redis is there', async () => {
    const port = await freePort();
    await open(`redis://127.0.0.1:${port}`);
    expect(connection.isReady()).toBe(false);
    expect(await failure()).toBe('redis-unreachable');
  });

  it('says when Redis answers but refuses', async () => {
    await open();
    const refused = connection.run(async (client) => {
      await client.set('text', 'x');
      return client.lLen('text');
    });
    expect(await failure(refused.then(String))).toBe('redis-refused');
  });

  it('makes further connections for reads that block, which come back by themselves and end with it', async () => {
    await open();
    const reader = connection.duplicate();
    await expect.poll(() => reader.isReady).toBe(true);
    const read = reader.blPop('list', 5);
    await connection.run((client) => client.rPush('list', 'news'));
    expect((await read)?.element).toBe('news');
    await server.kill();
    await server.start();
    await expect.poll(() => reader.isReady && connection.isReady()).toBe(true);
    const again = reader.blPop('list', 5);
    await connection.run((client) => client.rPush('list', 'more'));
    expect((await again)?.element).toBe('more');
    connection.close();
    expect(reader.isOpen).toBe(false);
  });

  it('tells nobody any more who stopped listening', async () => {
    await open();
    const told: boolean[] = [];
    connection.onChange((isReady) => told.push(isReady))();
    const others = listen();
    await server.kill();
    await expect.poll(() => others).toEqual([false]);
    expect(told).toEqual([]);
    await server.start();
  });
});

describe('without REDIS_URL', () => {
  it('neither the client nor BullMQ is loaded', async () => {
    const { spawnSync } = await import('node:child_process');
    const script = `
      import { registerHooks } from 'node:module';
      const seen = [];
      registerHooks({ resolve: (name, context, next) => (seen.push(name), next(name, context)) });
      await import('./src/compose.ts');
      console.log(JSON.stringify(seen.filter((name) => name === 'redis' || name === 'bullmq')));`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(stdout.trim()).toBe('[]');
  });
});
