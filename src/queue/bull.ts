import type { Queue, Worker } from 'bullmq';
import { describeCause } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { RedisConnection } from './redis-connection.ts';

export type BullMq = typeof import('bullmq');
export type Bull = { queue: Queue; worker: Worker };

export type BullOptions = { connection: RedisConnection; log: Log; leaseMs: number };

/** What lies in Redis begins with `altwright:tasks:`. */
export const bullName = 'tasks';
export const bullPrefix = 'altwright';

/**
 * BullMQ gives a silent worker's job away at the second look at least after its lock has ended: with ten looks a lease,
 * a worker that dies loses its job within one lease and a fifth, or three tenths when machines take turns in looking.
 */
const looksPerLease = 10;

/**
 * BullMQ's queue, and its worker for jobs that are fetched by hand. They are made with the first command, and anew after
 * a failure, because one whose first words with Redis were cut off never works.
 */
export function openBull(bullmq: BullMq, { connection, log, leaseMs }: BullOptions) {
  let opened: Promise<Bull> | undefined;
  const client = bullmq.createNodeRedisClient(connection.client);
  // Its loss is told by the connection.
  client.on('error', () => {});

  const onError = (thrown: Error) => {
    if (connection.isReady()) log.warn({ cause: describeCause(thrown) }, 'the queue in Redis had an error');
  };

  async function make(): Promise<Bull> {
    const shared = { connection: client, prefix: bullPrefix };
    const queue = new bullmq.Queue(bullName, { ...shared, streams: { events: { maxLen: 100 } } });
    const options = {
      ...shared,
      autorun: false,
      lockDuration: leaseMs,
      stalledInterval: leaseMs / looksPerLease,
      // A run of many hours may lose its worker many times.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
    };
    // Without the second connection a worker waits at for news: it is asked.
    const worker = new bullmq.Worker(bullName, undefined, options, (name, given) =>
      bullmq.createRedisBackend(name, given),
    );
    queue.on('error', onError);
    worker.on('error', onError);
    try {
      await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
    } catch (thrown) {
      await shut({ queue, worker });
      throw thrown;
    }
    await worker.startStalledCheckTimer();
    return { queue, worker };
  }

  return {
    get(): Promise<Bull> {
      opened ??= make().catch((thrown) => {
        opened = undefined;
        throw thrown;
      });
      return opened;
    },
    async close() {
      if (opened) await opened.then(shut, () => {});
    },
  };
}

async function shut({ queue, worker }: Bull): Promise<void> {
  await Promise.allSettled([queue.close(), worker.close(true)]);
}
