import { and, count, desc, eq, getTableColumns, gt, inArray, lte, or, sql } from 'drizzle-orm';
import type { Db } from './open.ts';
import { images, platformConnections, captionGenerationTasks as tasks, watches } from './schema.ts';
import type { TaskRow } from './tasks.ts';

export type WatchRow = typeof watches.$inferSelect;
export type WatchChanges = Partial<Omit<typeof watches.$inferInsert, 'connectionId' | 'userId'>>;

export function findWatch(db: Db, connectionId: string): WatchRow | undefined {
  return db.select().from(watches).where(eq(watches.connectionId, connectionId)).get();
}

export function saveWatch(db: Db, row: typeof watches.$inferInsert): void {
  db.insert(watches).values(row).onConflictDoUpdate({ target: watches.connectionId, set: row }).run();
}

export function updateWatch(db: Db, connectionId: string, changes: WatchChanges): void {
  db.update(watches).set(changes).where(eq(watches.connectionId, connectionId)).run();
}

export function listWatches(db: Db): WatchRow[] {
  return db.select().from(watches).all();
}

/** Whose time for a look at new posts, or for a night's part of the archive, has come; not while their token is dead. */
export function listDueWatches(db: Db, nowMs: number): WatchRow[] {
  return ofActiveConnections(db)
    .where(
      and(
        eq(platformConnections.status, 'active'),
        or(
          and(eq(watches.isWatching, true), lte(watches.nextLookAt, nowMs)),
          and(gt(watches.nightlyPictures, 0), lte(watches.nextNightAt, nowMs)),
        ),
      ),
    )
    .all();
}

/** The connections whose new posts are watched for; not while their token is dead. */
export function listWatched(db: Db): string[] {
  return ofActiveConnections(db)
    .where(and(eq(platformConnections.status, 'active'), eq(watches.isWatching, true)))
    .all()
    .map(({ connectionId }) => connectionId);
}

function ofActiveConnections(db: Db) {
  return db
    .select(getTableColumns(watches))
    .from(watches)
    .innerJoin(platformConnections, eq(platformConnections.id, watches.connectionId));
}

// In the words of the partial indexes, since SQLite matches them before it knows the values of parameters.
const isScheduled = sql`kind = 'scheduled'`;

export function findActiveScheduled(db: Db, connectionId: string): TaskRow | undefined {
  const isActive = sql`kind = 'scheduled' and status in ('queued', 'running', 'held')`;
  return db
    .select()
    .from(tasks)
    .where(and(eq(tasks.connectionId, connectionId), isActive))
    .get();
}

/** Scheduled runs of a connection that ended after the given time, the latest first. */
export function listEndedScheduled(db: Db, connectionId: string, afterMs: number, limit = 100): TaskRow[] {
  return db
    .select()
    .from(tasks)
    .where(and(eq(tasks.connectionId, connectionId), isScheduled, gt(tasks.completedAt, afterMs)))
    .orderBy(desc(tasks.completedAt))
    .limit(limit)
    .all();
}

/** Drafts of scheduled runs that ended after the given time and still wait for a decision. */
export function countScheduledDrafts(db: Db, connectionId: string, afterMs: number): number {
  const ended = db
    .select({ id: tasks.id })
    .from(tasks)
    .where(and(eq(tasks.connectionId, connectionId), isScheduled, gt(tasks.completedAt, afterMs)));
  const isWaiting = and(inArray(images.taskId, ended), eq(images.state, 'drafted'));
  return db.select({ n: count() }).from(images).where(isWaiting).get()?.n ?? 0;
}
