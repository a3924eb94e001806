import type { Db } from '../../db/open.ts';
import {
  claimJob,
  countJobs,
  countJobsBefore,
  freeAllJobs,
  listJobIds,
  putJob,
  removeHeldJob,
  removeJob,
  renewLease,
  returnHeldJob,
} from '../../db/queue-jobs.ts';
import type { Clock } from '../lib/clock.ts';
import type { Queue } from './queue.ts';

export type SqliteQueueOptions = { db: Db; clock: Clock; cap: number; leaseMs: number };

/**
 * The queue in SQLite. One process owns the data folder (it is locked), so the leases of an earlier process are void
 * and dropped at the start; within the process they take a task from a thread that gives no sign of life.
 */
export function createSqliteQueue({ db, clock, leaseMs, ...options }: SqliteQueueOptions): Queue {
  let { cap } = options;
  freeAllJobs(db);
  return {
    enqueue: async (taskId, job) => putJob(db, taskId, { ...job, nowMs: clock.now() }),
    claim: async (workerId) => claimJob(db, { workerId, cap, leaseMs, nowMs: clock.now() }),
    heartbeat: async (taskId, workerId) => renewLease(db, taskId, workerId, clock.now() + leaseMs),
    settle: async (taskId, workerId, outcome) =>
      outcome.kind === 'done'
        ? removeHeldJob(db, taskId, workerId)
        : returnHeldJob(db, taskId, workerId, outcome.runAtMs),
    cancel: async (taskId) => removeJob(db, taskId),
    position: async (taskId) => countJobsBefore(db, taskId, clock.now()),
    taskIds: async () => new Set(listJobIds(db)),
    stats: async () => countJobs(db, clock.now()),
    setCap: async (wanted) => {
      cap = wanted;
    },
    close: async () => {},
  };
}
