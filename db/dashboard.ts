import type { Db } from './open.ts';

/** Most that is counted: the badge then says "999+", and a page of a big library costs no more than one of a small. */
export const countCap = 1000;

/** How many drafts wait for a person's decision, at most `countCap`. */
export function countToReview(db: Db, userId: string): number {
  return db.$client
    .prepare("select count(*) from (select 1 from images where user_id = ? and state = 'drafted' limit ?)")
    .pluck()
    .get(userId, countCap) as number;
}

export type DashboardCounts = {
  toReview: number;
  /** Approved and not yet in their posts, at most `countCap`. */
  waitingToPublish: number;
  published: number;
  /** Somebody must look: failed, conflict. */
  needingAttention: number;
  /** Described on the server with words that say nothing. */
  sayingNothing: number;
};

/** The figures of one connection for the first page, each at most `countCap`. */
export function countForDashboard(db: Db, userId: string, connectionId: string): DashboardCounts {
  const statement = db.$client
    .prepare(
      `select count(*) from (select 1 from images
        where user_id = ? and connection_id = ? and state in (select value from json_each(?)) limit ?)`,
    )
    .pluck();
  const counted = (...states: string[]) =>
    statement.get(userId, connectionId, JSON.stringify(states), countCap) as number;
  return {
    toReview: counted('drafted'),
    waitingToPublish: counted('approved', 'publishing'),
    published: counted('published'),
    needingAttention: counted('failed', 'conflict'),
    sayingNothing: countSayingNothing(db, [connectionId]),
  };
}

/** How many described pictures of these connections have a description that says nothing, at most `countCap`. */
export function countSayingNothing(db: Db, connectionIds: string[]): number {
  const statement = db.$client
    .prepare(
      `select count(*) from (select 1 from images
        where connection_id = ? and state = 'described' and says_nothing = 1 limit ?)`,
    )
    .pluck();
  const counts = connectionIds.map((id) => statement.get(id, countCap) as number);
  return Math.min(
    countCap,
    counts.reduce((total, n) => total + n, 0),
  );
}

/** The id of the person's run that has not ended, if any. */
export function findActiveRunId(db: Db, userId: string): string | undefined {
  return db.$client
    .prepare(
      `select id from caption_generation_tasks
        where user_id = ? and kind = 'run' and status in ('queued', 'running', 'held') limit 1`,
    )
    .pluck()
    .get(userId) as string | undefined;
}
