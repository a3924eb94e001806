import type { Sentence } from '../src/lib/sentence.ts';
import { addNotification } from './notifications.ts';
import type { Db } from './open.ts';

/*
 * A trouble is something that keeps tasks waiting and that administrators may mend. Its beginning and its end are
 * notices to them, and those are all that is kept: what has begun and not ended is open.
 */
const begun = 'trouble:';
const over = 'trouble-over:';

export type Trouble = { code: string; sentence: Sentence; sinceMs: number };

export function beginTrouble(db: Db, code: string, sentence: Sentence, nowMs: number): void {
  addNotification(db, { userId: null, kind: begun + code, sentence, link: '/admin' }, nowMs);
}

export function endTrouble(db: Db, code: string, sentence: Sentence, nowMs: number): void {
  addNotification(db, { userId: null, kind: over + code, sentence, link: '/admin' }, nowMs);
}

/** The troubles that have begun and are not over. */
export function listOpenTroubles(db: Db): Trouble[] {
  const rows = db.$client
    .prepare(
      `select substr(kind, length(@begun) + 1) as code, sentence, created_at as sinceMs from notifications began
        where user_id is null and kind like @begun || '%' and not exists (
          select 1 from notifications ended where ended.user_id is null
            and ended.kind = @over || substr(began.kind, length(@begun) + 1) and (ended.created_at, ended.rowid) > (began.created_at, began.rowid))`,
    )
    .all({ begun, over }) as { code: string; sentence: string; sinceMs: number }[];
  return rows.map((row) => ({ ...row, sentence: JSON.parse(row.sentence) as Sentence }));
}

/** Whether a task waits or works that has met this trouble and not got on since. */
export function keepsTasksWaiting(db: Db, code: string): boolean {
  return (
    db.$client
      .prepare(
        `select 1 from caption_generation_tasks
          where status in ('queued', 'running') and error ->> '$.code' = ? limit 1`,
      )
      .get(code) !== undefined
  );
}

const troublesMeasured = 5;

/** How long the last troubles of this kind lasted on average; null when none has ended. */
export function measuredTroubleMs(db: Db, code: string): number | null {
  return db.$client
    .prepare(
      `select avg(lasted) from (
        select ended.created_at - (
          select began.created_at from notifications began
            where began.user_id is null and began.kind = @begun || @code and (began.created_at, began.rowid) < (ended.created_at, ended.rowid)
            order by began.created_at desc, began.rowid desc limit 1) as lasted
          from notifications ended where ended.user_id is null and ended.kind = @over || @code
          order by ended.created_at desc, ended.rowid desc limit @most)`,
    )
    .pluck()
    .get({ begun, over, code, most: troublesMeasured }) as number | null;
}

/** Whether administrators have a notice of this kind before them that nobody has read. */
export function hasUnreadNotice(db: Db, kind: string): boolean {
  return (
    db.$client
      .prepare('select 1 from notifications where user_id is null and kind = ? and read_at is null limit 1')
      .get(kind) !== undefined
  );
}
