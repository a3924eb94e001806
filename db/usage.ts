import { and, count, eq, gte } from 'drizzle-orm';
import type { Db } from './open.ts';
import { captionGenerationTasks as tasks } from './schema.ts';

/** Runs that a person has asked for since the given time, whatever became of them. */
export function countRunsSince(db: Db, userId: string, sinceMs: number): number {
  const isOwnRun = and(eq(tasks.userId, userId), eq(tasks.kind, 'run'), gte(tasks.createdAt, sinceMs));
  return db.select({ n: count() }).from(tasks).where(isOwnRun).get()?.n ?? 0;
}

/** Runs of everybody that wait for their turn or for a time. */
export function countWaitingTasks(db: Db): number {
  return db.select({ n: count() }).from(tasks).where(eq(tasks.status, 'queued')).get()?.n ?? 0;
}

/**
 * Pictures that the model has described for a person since the given time. Goes from her tasks that worked since then
 * to their pictures and on to the drafts, each by an index; what was known from before has taken no time of the model.
 */
export function countDescribedSince(db: Db, userId: string, sinceMs: number): number {
  return db.$client
    .prepare(
      `select count(*) from caption_generation_tasks task
       cross join images image on image.task_id = task.id
       cross join caption_versions version on version.image_id = image.id and version.created_at >= @sinceMs
       where task.user_id = @userId and (task.completed_at is null or task.completed_at >= @sinceMs)
       and version.kind = 'draft' and version.timings is not null`,
    )
    .pluck()
    .get({ userId, sinceMs }) as number;
}
