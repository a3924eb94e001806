import { and, desc, eq, lt, sql } from 'drizzle-orm';
import type { Db } from './open.ts';
import { platformConnections, captionGenerationTasks as tasks } from './schema.ts';
import type { TaskRow } from './tasks.ts';

export type ListedRun = { task: TaskRow; connection: { id: string; handle: string; origin: string } };

/** A person's runs, the newest first; `beforeId` goes on behind the last one of a page (ids grow with time). */
export function listRuns(db: Db, userId: string, limit: number, beforeId?: string): ListedRun[] {
  const { id, handle, origin } = platformConnections;
  const isEarlier = beforeId === undefined ? undefined : lt(tasks.id, beforeId);
  return db
    .select({ task: tasks, connection: { id, handle, origin } })
    .from(tasks)
    .innerJoin(platformConnections, eq(platformConnections.id, tasks.connectionId))
    .where(and(eq(tasks.userId, userId), isEarlier))
    .orderBy(desc(tasks.id))
    .limit(limit)
    .all();
}

/** How many queued tasks go before this one: those due now with a smaller priority, or the same and an earlier start. */
export function countQueuedBefore(db: Db, task: TaskRow, nowMs: number): number {
  return db.$client
    .prepare(
      `select count(*) from caption_generation_tasks
        where status = 'queued' and (waiting_until is null or waiting_until <= @nowMs)
          and (priority, created_at, id) < (@priority, @createdAt, @id)`,
    )
    .pluck()
    .get({ nowMs, priority: task.priority, createdAt: task.createdAt, id: task.id }) as number;
}

const waitsMeasured = 10;
const recentMs = 7 * 86_400_000;

/** Milliseconds that the last runs that had to wait in the queue waited there; null when none had to lately. */
export function measuredQueueMs(db: Db, nowMs: number): number | null {
  return db.$client
    .prepare(
      `select avg(waited) from (
        select started_at - created_at as waited from caption_generation_tasks
          where kind = 'run' and attempt = 1 and started_at - created_at > 1000 and created_at > ?
          order by id desc limit ?)`,
    )
    .pluck()
    .get(nowMs - recentMs, waitsMeasured) as number | null;
}

const runsMeasured = 5;

/** A person's other scheduled tasks that go before this one; her own run goes before those in any case. */
export function listOwnBefore(db: Db, task: TaskRow): TaskRow[] {
  const goesBefore = sql`(${tasks.priority}, ${tasks.createdAt}, ${tasks.id}) < (${task.priority}, ${task.createdAt}, ${task.id})`;
  return db
    .select()
    .from(tasks)
    .where(and(eq(tasks.userId, task.userId), eq(tasks.status, 'queued'), eq(tasks.kind, 'scheduled'), goesBefore))
    .all();
}

/** Milliseconds a model took for a picture in its last runs, anybody's; null where it has not described enough. */
export function measuredPaceMs(db: Db, model: string): number | null {
  return db.$client
    .prepare(
      `select sum(worked_ms) * 1.0 / sum(images_drafted - images_reused) from (
        select worked_ms, images_drafted, images_reused from caption_generation_tasks
          where model = ? and status in ('completed', 'cancelled') and images_drafted - images_reused >= 2
          order by id desc limit ?)`,
    )
    .pluck()
    .get(model, runsMeasured) as number | null;
}

/** The model of a person's latest run. */
export function findLastModel(db: Db, userId: string): string | undefined {
  return db
    .select({ model: tasks.model })
    .from(tasks)
    .where(eq(tasks.userId, userId))
    .orderBy(desc(tasks.createdAt))
    .limit(1)
    .get()?.model;
}
