import { and, asc, count, eq, getTableColumns, inArray, lte, ne, sql } from 'drizzle-orm';
import type { Sentence } from '../src/lib/sentence.ts';
import type { Db } from './open.ts';
import { captionCache, captionGenerationTasks, images, platformConnections, posts, publications } from './schema.ts';
import { builtOnce } from './statements.ts';

export type ConnectionRow = typeof platformConnections.$inferSelect;

/** A connection as pages and use cases see it; the sealed credentials stay here. */
export type Connection = Omit<ConnectionRow, 'credentialsSealed'>;

const { credentialsSealed: _sealed, ...visible } = getTableColumns(platformConnections);

const connectionsOfUser = builtOnce((db) =>
  db
    .select(visible)
    .from(platformConnections)
    .where(eq(platformConnections.userId, sql.placeholder('userId')))
    .orderBy(asc(platformConnections.createdAt), asc(platformConnections.id))
    .prepare(),
);

/** A person's connections, the oldest first. */
export function listConnections(db: Db, userId: string): Connection[] {
  return connectionsOfUser(db).all({ userId });
}

/** A connection of that person; undefined for somebody else's. */
export function findOwnConnection(db: Db, userId: string, id: string): Connection | undefined {
  return db
    .select(visible)
    .from(platformConnections)
    .where(and(eq(platformConnections.id, id), eq(platformConnections.userId, userId)))
    .get();
}

/** With its sealed credentials; only for who is about to open them. */
export function findConnectionRow(db: Db, id: string): ConnectionRow | undefined {
  return db.select().from(platformConnections).where(eq(platformConnections.id, id)).get();
}

/** The account as its person knows it: `alice@social.example`. */
export function findHandle(db: Db, id: string): string {
  const { handle } = platformConnections;
  return db.select({ handle }).from(platformConnections).where(eq(platformConnections.id, id)).get()?.handle ?? '';
}

export function findConnectionByAccount(
  db: Db,
  account: { userId: string; origin: string; accountId: string },
): Connection | undefined {
  return db
    .select(visible)
    .from(platformConnections)
    .where(
      and(
        eq(platformConnections.userId, account.userId),
        eq(platformConnections.origin, account.origin),
        eq(platformConnections.accountId, account.accountId),
      ),
    )
    .get();
}

export function insertConnection(db: Db, row: typeof platformConnections.$inferInsert): void {
  db.insert(platformConnections).values(row).run();
}

export function updateConnection(db: Db, id: string, changes: Partial<Omit<ConnectionRow, 'id' | 'userId'>>): void {
  db.update(platformConnections).set(changes).where(eq(platformConnections.id, id)).run();
}

export type ServerFacts = Pick<ConnectionRow, 'origin' | 'family' | 'software' | 'version' | 'instance' | 'isUnproven'>;

/**
 * Keeps what was learned of a server, for all connections to it. Where it runs other software now, edits do something
 * else there: what people agreed to before is asked again.
 */
export function updateServerFacts(db: Db, { origin, ...facts }: ServerFacts, nowMs: number): void {
  const there = eq(platformConnections.origin, origin);
  db.update(platformConnections)
    .set({ warningAcceptedAt: null, editsAllowedAt: null })
    .where(and(there, ne(platformConnections.family, facts.family)))
    .run();
  db.update(platformConnections)
    .set({ ...facts, factsReadAt: nowMs })
    .where(there)
    .run();
}

/** Connections whose tokens are to be renewed by now, the most urgent first. */
export function listRenewalsDue(db: Db, nowMs: number): ConnectionRow[] {
  return db
    .select()
    .from(platformConnections)
    .where(and(eq(platformConnections.status, 'active'), lte(platformConnections.renewAt, nowMs)))
    .orderBy(asc(platformConnections.renewAt))
    .all();
}

/** Marks the token as dead; undefined when it was marked already. */
export function markConnectionExpired(
  db: Db,
  id: string,
  reason: Sentence,
): Pick<Connection, 'userId' | 'handle'> | undefined {
  return db
    .update(platformConnections)
    .set({ status: 'expired', statusReason: reason })
    .where(and(eq(platformConnections.id, id), ne(platformConnections.status, 'expired')))
    .returning({ userId: platformConnections.userId, handle: platformConnections.handle })
    .get();
}

/** Whether somebody else has connected the same account. */
export function isAccountShared(db: Db, { id, origin, accountId }: Connection): boolean {
  const row = db
    .select({ id: platformConnections.id })
    .from(platformConnections)
    .where(
      and(
        eq(platformConnections.origin, origin),
        eq(platformConnections.accountId, accountId),
        ne(platformConnections.id, id),
      ),
    )
    .limit(1)
    .get();
  return row !== undefined;
}

/** Removes a connection with its posts, pictures, drafts, runs and publications, within the caller's transaction. */
export function deleteConnection(db: Db, id: string): void {
  const pictures = db.select({ id: images.id }).from(images).where(eq(images.connectionId, id));
  const owner = db.select({ userId: platformConnections.userId }).from(platformConnections);
  // The last drafts know no connection, since they may be recalled for any of the person's.
  db.delete(captionCache)
    .where(
      and(
        inArray(captionCache.userId, owner.where(eq(platformConnections.id, id))),
        inArray(captionCache.imageId, pictures),
      ),
    )
    .run();
  db.delete(platformConnections).where(eq(platformConnections.id, id)).run();
}

export type ConnectionCounts = {
  posts: number;
  pictures: number;
  /** Pictures with a draft or an approved text that has not been published. */
  unpublished: number;
  runs: number;
  /** Publications that are waiting or being written. */
  openPublications: number;
};

/** What would go with a connection. */
export function countOfConnection(db: Db, id: string): ConnectionCounts {
  const n = { n: count() };
  const unpublished = inArray(images.state, ['drafted', 'approved', 'publishing']);
  return {
    posts: db.select(n).from(posts).where(eq(posts.connectionId, id)).get()?.n ?? 0,
    pictures: db.select(n).from(images).where(eq(images.connectionId, id)).get()?.n ?? 0,
    unpublished:
      db
        .select(n)
        .from(images)
        .where(and(eq(images.connectionId, id), unpublished))
        .get()?.n ?? 0,
    runs: db.select(n).from(captionGenerationTasks).where(eq(captionGenerationTasks.connectionId, id)).get()?.n ?? 0,
    openPublications:
      db
        .select(n)
        .from(publications)
        .where(and(eq(publications.connectionId, id), inArray(publications.state, ['waiting', 'publishing'])))
        .get()?.n ?? 0,
  };
}
