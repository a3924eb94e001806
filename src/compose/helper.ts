import { hostname } from 'node:os';
import type { Config } from '../config.ts';
import { systemClock as clock } from '../lib/clock.ts';
import { AppError, toErrorRecord } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { say } from '../lib/sentence.ts';
import { version } from '../lib/user-agent.ts';
import { connectRedis } from '../queue/redis-connection.ts';
import { createRedisQueue } from '../queue/redis-queue.ts';
import { createPool } from '../tasks/pool.ts';
import { createHelperMachine } from '../tasks/remote/helper.ts';
import { createMail, readWorkerKey } from '../tasks/remote/mail.ts';
import { composeModelHosts } from './model-hosts.ts';
import { composeReading } from './reading.ts';

/**
 * A machine that describes pictures for an Altwright elsewhere. It needs Redis, the key it shares with the web machine,
 * and its model host; it has no data folder. Throws an AppError with a sentence for the operator.
 */
export async function startHelper(config: Config, log: Log): Promise<{ stop: () => Promise<void> }> {
  const { redisUrl, workerKey, leaseMs, threads = config.runningTasks } = config;
  if (redisUrl === undefined || workerKey === undefined) {
    throw new AppError('validation', say('cli.workerNeedsRedis'));
  }
  const mail = createMail(readWorkerKey(workerKey));
  const { modelHosts, joint, inFlight } = composeModelHosts(config);
  const redis = await connectRedis({ url: redisUrl, log });
  const queue = await createRedisQueue({ connection: redis, log, clock, leaseMs, cap: null });
  const pool = createPool({
    threads,
    onError: (thrown) => log.error({ error: toErrorRecord(thrown) }, 'the thread pool had an error'),
  });
  const textReader = composeReading(config, log);
  const helper = createHelperMachine({
    ...{ redis, mail, queue, pool, textReader, threads, leaseMs, clock, log, version, name: hostname() },
    site: { modelHosts, survey: joint.survey, inFlight },
  });
  await helper.start();
  return {
    async stop() {
      await helper.stop();
      await textReader.close();
      await queue.close();
      redis.close();
    },
  };
}
