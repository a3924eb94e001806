import { and, desc, eq, lt } from 'drizzle-orm';
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

const runsMeasured = 5;

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
