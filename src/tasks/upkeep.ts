import { Cron } from 'croner';
import type { Db } from '../../db/open.ts';
import { cleanFinishedTasks } from '../../db/tasks.ts';
import type { Clock } from '../lib/clock.ts';
import { toErrorRecord } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';

export type UpkeepOptions = {
  db: Db;
  clock: Clock;
  log: Log;
  keepFinishedHours: number;
  /** Other rooms' chores, once an hour: expired sessions, links, old months of logs. */
  hourly: (() => unknown)[];
  /** Makes queue and rows agree. */
  recover: () => Promise<void>;
  /** Moves the write-ahead log into the database file, in a thread of its own. */
  checkpoint: () => Promise<unknown>;
};

/** The regular chores: recovery every minute, checkpoints, and once an hour the clean-up of what may be forgotten. */
export function startUpkeep(options: UpkeepOptions): { stop: () => void } {
  const { db, clock, log, keepFinishedHours, hourly, recover, checkpoint } = options;
  const guarded = {
    protect: true,
    unref: true,
    catch: (thrown: unknown) => log.error({ error: toErrorRecord(thrown) }, 'a chore failed'),
  };
  const jobs = [
    new Cron('20 * * * * *', guarded, recover),
    new Cron('50 * * * * *', guarded, async () => {
      await checkpoint();
    }),
    new Cron('30 7 * * * *', guarded, async () => {
      const cleaned = cleanFinishedTasks(db, clock.now() - keepFinishedHours * 3_600_000, clock.now());
      if (cleaned > 0) log.info({ cleaned }, 'finished tasks cleaned up');
      for (const chore of hourly) await chore();
      db.$client.pragma('optimize');
    }),
  ];
  return {
    stop() {
      for (const job of jobs) job.stop();
    },
  };
}
