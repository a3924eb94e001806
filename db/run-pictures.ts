import type { Db } from './open.ts';

/**
 * The pictures of a run that have been fetched, the latest to arrive first. A run goes from the newest post to the
 * oldest, so that order is the posts' own turned round, and does not depend on which download was quicker. What a run
 * that is over has fetched and not described is left out.
 */
export function listArrivedIds(db: Db, taskId: string, { isActive, limit }: { isActive: boolean; limit: number }) {
  const absent = JSON.stringify(isActive ? ['found'] : ['found', 'prepared']);
  return db.$client
    .prepare(
      `select id from images where task_id = ? and state not in (select value from json_each(?))
        order by posted_at, post_id, position desc limit ?`,
    )
    .pluck()
    .all(taskId, absent, limit) as string[];
}

/** The pictures of a run that could not be described, newest post first. */
export function listFailedIds(db: Db, taskId: string, limit: number): string[] {
  return db.$client
    .prepare(
      `select id from images where task_id = ? and state = 'failed'
        order by posted_at desc, post_id desc, position limit ?`,
    )
    .pluck()
    .all(taskId, limit) as string[];
}
