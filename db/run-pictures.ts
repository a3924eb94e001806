import type { Db } from './open.ts';

/**
 * The pictures of a run that the model has described or is describing (`beingDescribed`), the latest first. A run goes
 * from the newest post to the oldest, so that order is the posts' own turned round, and does not depend on which
 * download was quicker. Of a run that is over, those that could not be described are listed apart.
 */
export function listShownIds(
  db: Db,
  taskId: string,
  { beingDescribed, isActive, limit }: { beingDescribed: string[]; isActive: boolean; limit: number },
): string[] {
  const absent = JSON.stringify(isActive ? ['found', 'prepared'] : ['found', 'prepared', 'failed']);
  return db.$client
    .prepare(
      `select id from images where task_id = ?
        and (state not in (select value from json_each(?)) or id in (select value from json_each(?)))
        order by posted_at, post_id, position desc limit ?`,
    )
    .pluck()
    .all(taskId, absent, JSON.stringify(beingDescribed), limit) as string[];
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
