import { and, count, eq, gt, isNotNull, sql } from 'drizzle-orm';
import type { Db } from './open.ts';
import { queueJobs } from './schema.ts';

export type JobTimes = { priority: number; runAtMs: number; nowMs: number };

export function putJob(db: Db, taskId: string, { priority, runAtMs, nowMs }: JobTimes): void {
  db.insert(queueJobs)
    .values({ taskId, priority, runAt: runAtMs, enqueuedAt: nowMs })
    .onConflictDoUpdate({
      target: queueJobs.taskId,
      set: { priority, runAt: runAtMs },
      setWhere: sql`worker_id is null`,
    })
    .run();
}

/**
 * Takes the next due job in one conditional UPDATE, so that two claims never take the same one: none when `cap` jobs
 * are under a living lease. A job whose lease ran out is due again. Of jobs of the same time the one added first goes
 * first (its `rowid` is smaller).
 */
export function claimJob(
  db: Db,
  claim: { workerId: string; cap: number; leaseMs: number; nowMs: number },
): string | null {
  const row = db.$client
    .prepare(
      `update queue_jobs set worker_id = @workerId, lease_until = @nowMs + @leaseMs
       where task_id = (
         select task_id from queue_jobs
         where run_at <= @nowMs and (worker_id is null or lease_until <= @nowMs)
         order by priority, enqueued_at, rowid limit 1)
       and (select count(*) from queue_jobs where worker_id is not null and lease_until > @nowMs) < @cap
       returning task_id as taskId`,
    )
    .get(claim) as { taskId: string } | undefined;
  return row?.taskId ?? null;
}

const heldBy = (taskId: string, workerId: string) =>
  and(eq(queueJobs.taskId, taskId), eq(queueJobs.workerId, workerId));

export function renewLease(db: Db, taskId: string, workerId: string, leaseUntil: number): boolean {
  return db.update(queueJobs).set({ leaseUntil }).where(heldBy(taskId, workerId)).run().changes > 0;
}

export function removeHeldJob(db: Db, taskId: string, workerId: string): boolean {
  return db.delete(queueJobs).where(heldBy(taskId, workerId)).run().changes > 0;
}

export function returnHeldJob(db: Db, taskId: string, workerId: string, runAt: number): boolean {
  const set = { workerId: null, leaseUntil: null, runAt };
  return db.update(queueJobs).set(set).where(heldBy(taskId, workerId)).run().changes > 0;
}

/** Frees every job: for the start of the only process that works on this database. */
export function freeAllJobs(db: Db): void {
  db.update(queueJobs).set({ workerId: null, leaseUntil: null }).run();
}

export function removeJob(db: Db, taskId: string): void {
  db.delete(queueJobs).where(eq(queueJobs.taskId, taskId)).run();
}

export function listJobIds(db: Db): string[] {
  return db
    .select({ taskId: queueJobs.taskId })
    .from(queueJobs)
    .all()
    .map(({ taskId }) => taskId);
}

export function countJobsBefore(db: Db, taskId: string, nowMs: number): number | null {
  const row = db.$client
    .prepare(
      `select count(other.task_id) as n from queue_jobs job
       left join queue_jobs other on other.run_at <= @nowMs
         and (other.worker_id is null or other.lease_until <= @nowMs)
         and (other.priority, other.enqueued_at, other.rowid) < (job.priority, job.enqueued_at, job.rowid)
       where job.task_id = @taskId and job.run_at <= @nowMs and (job.worker_id is null or job.lease_until <= @nowMs)
       group by job.task_id`,
    )
    .get({ taskId, nowMs }) as { n: number } | undefined;
  return row?.n ?? null;
}

export function countJobs(db: Db, nowMs: number): { waiting: number; delayed: number; running: number } {
  const running = db
    .select({ n: count() })
    .from(queueJobs)
    .where(and(isNotNull(queueJobs.workerId), gt(queueJobs.leaseUntil, nowMs)))
    .get();
  const delayed = db
    .select({ n: count() })
    .from(queueJobs)
    .where(and(sql`(${queueJobs.workerId} is null or ${queueJobs.leaseUntil} <= ${nowMs})`, gt(queueJobs.runAt, nowMs)))
    .get();
  const all = db.select({ n: count() }).from(queueJobs).get();
  const [runningCount, delayedCount] = [running?.n ?? 0, delayed?.n ?? 0];
  return { running: runningCount, delayed: delayedCount, waiting: (all?.n ?? 0) - runningCount - delayedCount };
}
