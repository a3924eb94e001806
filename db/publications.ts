import { and, asc, eq, gt, inArray, isNotNull, lte } from 'drizzle-orm';
import { newId } from '../src/lib/ids.ts';
import type { Db } from './open.ts';
import { captionSettings, platformConnections, publications } from './schema.ts';

export type PublicationRow = typeof publications.$inferSelect;
export type PublicationChanges = Partial<Omit<PublicationRow, 'id' | 'postId' | 'connectionId' | 'userId'>>;
export type NewPublication = Pick<PublicationRow, 'userId' | 'connectionId' | 'postId' | 'notBefore'>;

const isOpen = inArray(publications.state, ['waiting', 'publishing']);

/** The one publication of a post that waits or is being written. */
export function findOpenPublication(db: Db, postId: string): PublicationRow | undefined {
  return db
    .select()
    .from(publications)
    .where(and(eq(publications.postId, postId), isOpen))
    .get();
}

export function findPublication(db: Db, id: string): PublicationRow | undefined {
  return db.select().from(publications).where(eq(publications.id, id)).get();
}

export function insertPublication(db: Db, publication: NewPublication, nowMs: number): void {
  db.insert(publications)
    .values({ id: newId(nowMs), createdAt: nowMs, ...publication })
    .run();
}

export function updatePublication(db: Db, id: string, changes: PublicationChanges): void {
  db.update(publications).set(changes).where(eq(publications.id, id)).run();
}

const mayPublish = and(eq(platformConnections.status, 'active'), isNotNull(platformConnections.warningAcceptedAt));

/** The connections that have something to write or to settle now, and may. */
export function listConnectionsWithWork(db: Db, nowMs: number): string[] {
  return db
    .selectDistinct({ id: publications.connectionId })
    .from(publications)
    .innerJoin(platformConnections, eq(platformConnections.id, publications.connectionId))
    .where(and(isOpen, lte(publications.notBefore, nowMs), mayPublish))
    .all()
    .map(({ id }) => id);
}

/** What to do next for a connection: a write whose end is unknown comes before every other. */
export function nextWork(db: Db, connectionId: string, nowMs: number): PublicationRow | undefined {
  const inState = (state: 'publishing' | 'waiting') =>
    db
      .select({ publication: publications })
      .from(publications)
      .innerJoin(platformConnections, eq(platformConnections.id, publications.connectionId))
      .where(
        and(
          isOpen,
          eq(publications.connectionId, connectionId),
          eq(publications.state, state),
          lte(publications.notBefore, nowMs),
          mayPublish,
        ),
      )
      .orderBy(asc(publications.notBefore), asc(publications.id))
      .limit(1)
      .get()?.publication;
  return inState('publishing') ?? inState('waiting');
}

/** When the next publication becomes due that is not due yet. */
export function nextDueAt(db: Db, nowMs: number): number | undefined {
  return db
    .select({ at: publications.notBefore })
    .from(publications)
    .where(and(isOpen, gt(publications.notBefore, nowMs)))
    .orderBy(asc(publications.notBefore))
    .limit(1)
    .get()?.at;
}

/**
 * The writes of a connection in a span of time, oldest first; a publication that was tried again counts as often. One
 * that lies after the span, since the machine's clock was set back, must not hold the connection up for as long.
 */
export function listWrites(db: Db, connectionId: string, span: { afterMs: number; untilMs: number }): number[] {
  const isWithin = and(gt(publications.writtenAt, span.afterMs), lte(publications.writtenAt, span.untilMs));
  return db
    .select({ writtenAt: publications.writtenAt, attempts: publications.attempts })
    .from(publications)
    .where(and(eq(publications.connectionId, connectionId), isWithin))
    .orderBy(asc(publications.writtenAt))
    .all()
    .flatMap(({ writtenAt, attempts }) => (writtenAt === null ? [] : Array(attempts + 1).fill(writtenAt)));
}

/** Until when a server that answered "too many requests" wants to be left alone. */
export function readPausedUntil(db: Db, connectionId: string): number {
  const pausedUntil = db.$client
    .prepare(
      `select max(coalesce(json_extract(error, '$.retryAtMs'), not_before)) from publications
        where connection_id = ? and state in ('waiting', 'publishing') and json_extract(error, '$.code') = 'rate-limited'`,
    )
    .pluck()
    .get(connectionId) as number | null;
  return pausedUntil ?? 0;
}

/** What the page and the pace need to know of a connection. */
export type PublishingConnection = {
  id: string;
  userId: string;
  family: string;
  handle: string;
  origin: string;
  status: 'active' | 'expired';
  warningAcceptedAt: number | null;
  settings: unknown;
};

const connectionColumns = {
  id: platformConnections.id,
  userId: platformConnections.userId,
  family: platformConnections.family,
  handle: platformConnections.handle,
  origin: platformConnections.origin,
  status: platformConnections.status,
  warningAcceptedAt: platformConnections.warningAcceptedAt,
  settings: captionSettings.settings,
};

export function findPublishingConnection(db: Db, id: string): PublishingConnection | undefined {
  return selectConnections(db).where(eq(platformConnections.id, id)).get();
}

export function listPublishingConnections(db: Db, userId: string): PublishingConnection[] {
  return selectConnections(db).where(eq(platformConnections.userId, userId)).all();
}

function selectConnections(db: Db) {
  return db
    .select(connectionColumns)
    .from(platformConnections)
    .leftJoin(
      captionSettings,
      and(
        eq(captionSettings.connectionId, platformConnections.id),
        eq(captionSettings.userId, platformConnections.userId),
      ),
    );
}

export function acceptWarning(db: Db, connectionId: string, nowMs: number): void {
  db.update(platformConnections)
    .set({ warningAcceptedAt: nowMs })
    .where(eq(platformConnections.id, connectionId))
    .run();
}

/** How often the posts that wait to be written on a connection were boosted, all together. */
export function countBoostsWaiting(db: Db, connectionId: string): number {
  return db.$client
    .prepare(
      `select coalesce(sum(p.boosts_count), 0) from publications b join posts p on p.id = b.post_id
        where b.connection_id = ? and b.state in ('waiting', 'publishing')`,
    )
    .pluck()
    .get(connectionId) as number;
}

export function hasOpenPublications(db: Db, connectionId: string): boolean {
  const row = db
    .select({ id: publications.id })
    .from(publications)
    .where(and(isOpen, eq(publications.connectionId, connectionId)))
    .limit(1)
    .get();
  return row !== undefined;
}
