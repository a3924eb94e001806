import type { Db } from './open.ts';

export type JobTimes = { priority: number; runAtMs: number; nowMs: number };

export function putJob(db: Db, taskId: string, job: JobTimes): void {
  db.$client
    .prepare(
      `insert into queue_jobs (task_id, priority, run_at, enqueued_at) values (@taskId, @priority, @runAtMs, @nowMs)
       on conflict (task_id) do update set priority = excluded.priority, run_at = excluded.run_at
       where worker_id is null`,
    )
    .run({ taskId, ...job });
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

export function renewLease(db: Db, taskId: string, workerId: string, leaseUntilMs: number): boolean {
  const renewing = db.$client.prepare('update queue_jobs set lease_until = ? where task_id = ? and worker_id = ?');
  return renewing.run(leaseUntilMs, taskId, workerId).changes > 0;
}

export function removeHeldJob(db: Db, taskId: string, workerId: string): boolean {
  const removing = db.$client.prepare('delete from queue_jobs where task_id = ? and worker_id = ?');
  return removing.run(taskId, workerId).changes > 0;
}

export function returnHeldJob(db: Db, taskId: string, workerId: string, runAtMs: number): boolean {
  const returning = db.$client.prepare(
    'update queue_jobs set worker_id = null, lease_until = null, run_at = ? where task_id = ? and worker_id = ?',
  );
  return returning.run(runAtMs, taskId, workerId).changes > 0;
}

/** Frees every job: for the start of the only process that works on this database. */
export function freeAllJobs(db: Db): void {
  db.$client.prepare('update queue_jobs set worker_id = null, lease_until = null where worker_id is not null').run();
}

export function removeJob(db: Db, taskId: string): void {
  db.$client.prepare('delete from queue_jobs where task_id = ?').run(taskId);
}

export function listJobIds(db: Db): string[] {
  return db.$client.prepare('select task_id from queue_jobs').pluck().all() as string[];
}

/** Null when the job is not waiting or its time has not come. */
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
  const { jobs, running, delayed } = db.$client
    .prepare(
      `select count(*) as jobs,
         count(*) filter (where worker_id is not null and lease_until > @nowMs) as running,
         count(*) filter (where (worker_id is null or lease_until <= @nowMs) and run_at > @nowMs) as delayed
       from queue_jobs`,
    )
    .get({ nowMs }) as { jobs: number; running: number; delayed: number };
  return { waiting: jobs - running - delayed, delayed, running };
}
