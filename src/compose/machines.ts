import type { Db } from '../../db/open.ts';
import type { Config } from '../config.ts';
import { systemClock as clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { say } from '../lib/sentence.ts';
import type { Standing } from '../monitoring/standing.ts';
import type { Queue } from '../queue/queue.ts';
import { connectRedis, type RedisConnection } from '../queue/redis-connection.ts';
import { createRedisQueue } from '../queue/redis-queue.ts';
import { createSqliteQueue } from '../queue/sqlite-queue.ts';
import { createMail, type Mail, readWorkerKey } from '../tasks/remote/mail.ts';

/** The queue, and what reaches helpers: nothing without Redis, and none without a key shared with them. */
export type Machines = { queue: Queue; redis: RedisConnection | null; mail: Mail | null };

/** `cap`: how many runs work at the same time. */
type Means = { config: Config; db: Db; log: Log; standing: Standing; cap: number };

/** The queue in SQLite, or in Redis where that is set; pages say while Redis is away. */
export async function connectMachines({ config, db, log, standing, cap }: Means): Promise<Machines> {
  const { leaseMs } = config;
  const mail = config.workerKey === undefined ? null : createMail(readWorkerKey(config.workerKey));
  if (config.redisUrl === undefined) {
    return { queue: createSqliteQueue({ db, clock, leaseMs, cap }), redis: null, mail };
  }
  const redis = await connectRedis({ url: config.redisUrl, log });
  const tell = (isReady: boolean) =>
    isReady ? standing.clear('redis') : standing.set('redis', say('queue.redisAway', { at: clock.now() }));
  tell(redis.isReady());
  redis.onChange(tell);
  const queue = await createRedisQueue({ connection: redis, log, clock, leaseMs, cap });
  return { queue, redis, mail };
}
