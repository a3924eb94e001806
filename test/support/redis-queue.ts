import { onTestFinished } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import type { Queue } from '../../src/queue/queue.ts';
import { connectRedis, type RedisConnection } from '../../src/queue/redis-connection.ts';
import { createRedisQueue } from '../../src/queue/redis-queue.ts';

export type Machine = { queue: Queue; connection: RedisConnection };

/** A machine's connection to Redis and its queue there, closed when the test has finished. A helper knows no cap. */
export async function joinRedis(url: string, options: { cap?: number | null; leaseMs?: number } = {}) {
  const { cap = 3, leaseMs = 15_000 } = options;
  const log = createLog('silent');
  const connection = await connectRedis({ url, log });
  const queue = await createRedisQueue({ connection, clock: systemClock, log, cap, leaseMs });
  onTestFinished(async () => {
    await queue.close();
    connection.close();
  });
  return { queue, connection } satisfies Machine;
}
