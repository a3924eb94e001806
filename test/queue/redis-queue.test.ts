import { createNodeRedisClient, createRedisBackend } from 'bullmq';
import { afterAll, beforeAll, vi } from 'vitest';
import { createLog } from '../../src/lib/log.ts';
import { bullName, bullPrefix } from '../../src/queue/bull.ts';
import { connectRedis, type RedisConnection } from '../../src/queue/redis-connection.ts';
import { createRedisQueue } from '../../src/queue/redis-queue.ts';
import { queueContract } from '../contracts/queue.contract.ts';
import { testClock } from '../support/clock.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from '../support/redis-server.ts';

const log = createLog('silent');

describeWithRedis('a queue in Redis', () => {
  let server: RedisServer;

  beforeAll(async () => {
    server = await startRedisServer();
  });
  afterAll(() => server.stop());

  queueContract('The Redis queue', async ({ cap, leaseMs }) => {
    const connection = await connectRedis({ url: server.url, log });
    await connection.client.flushDb();
    const clock = testClock();
    vi.useFakeTimers({ toFake: ['Date'], now: clock.now() });
    const queue = await createRedisQueue({ connection, clock, log, cap, leaseMs });
    const age = await aging(connection);
    return {
      queue,
      clock,
      async advance(ms) {
        clock.advance(ms);
        vi.setSystemTime(clock.now());
        await age(ms);
      },
      async close() {
        await queue.close();
        connection.close();
        vi.useRealTimers();
      },
    };
  });
});

/** Time passes for Redis: locks grow older by hand, and BullMQ's look at silent workers is taken before and after. */
async function aging({ client }: RedisConnection): Promise<(ms: number) => Promise<void>> {
  const options = { connection: createNodeRedisClient(client), prefix: bullPrefix };
  const given = { ...options, stalledInterval: 1000, maxStalledCount: Number.MAX_SAFE_INTEGER };
  const backend = createRedisBackend(bullName, given);
  await backend.waitUntilReady();

  async function look() {
    await client.del(backend.toKey('stalled-check'));
    await backend.moveStalledJobsToWait();
  }

  return async (ms: number) => {
    await look();
    for (const key of await client.keys(`${bullPrefix}:${bullName}:*:lock`)) {
      await client.pExpire(key, (await client.pTTL(key)) - ms);
    }
    await look();
  };
}
