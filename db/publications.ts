import { and, asc, desc, eq, gt, inArray, isNotNull, lte, not, or, sql } from 'drizzle-orm';
import { newId } from '../src/lib/ids.ts';
import type { Db } from './open.ts';
import { captionSettings, platformConnections, publications } from './schema.ts';
import { builtOnce } from './statements.ts';

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

/** On an unproven server only what its person allowed is written; what may have been written is settled all the same. */
const mayEdit = or(
  not(platformConnections.isUnproven),
  isNotNull(platformConnections.editsAllowedAt),
  eq(publications.state, 'publishing'),
);
const mayPublish = and(
  eq(platformConnections.status, 'active'),
  isNotNull(platformConnections.warningAcceptedAt),
  mayEdit,
);

/** What says whose budget a connection writes from. */
export type LaneMember = { id: string; origin: string; family: string };

/** The connections that have something to write or to settle now, and may. */
export function listConnectionsWithWork(db: Db, nowMs: number): LaneMember[] {
  const { id, origin, family } = platformConnections;
  return db
    .selectDistinct({ id, origin, family })
    .from(publications)
    .innerJoin(platformConnections, eq(platformConnections.id, publications.connectionId))
    .where(and(isOpen, lte(publications.notBefore, nowMs), mayPublish))
    .all();
}

/** The connections of everybody to one server. */
export function listConnectionsTo(db: Db, { origin, family }: Omit<LaneMember, 'id'>): string[] {
  return db
    .select({ id: platformConnections.id })
    .from(platformConnections)
    .where(and(eq(platformConnections.origin, origin), eq(platformConnections.family, family)))
    .all()
    .map(({ id }) => id);
}

/**
 * What to do next for a connection: a write whose end is unknown comes before every other, then what its person asked
 * for.
 */
export function nextWork(db: Db, connectionId: string, nowMs: number): PublicationRow | undefined {
  return db
    .select({ publication: publications })
    .from(publications)
    .innerJoin(platformConnections, eq(platformConnections.id, publications.connectionId))
    .where(and(isOpen, eq(publications.connectionId, connectionId), lte(publications.notBefore, nowMs), mayPublish))
    .orderBy(
      desc(sql`${publications.state} = 'publishing'`),
      desc(sql`${publications.askedAt} is not null`),
      asc(publications.notBefore),
      asc(publications.id),
    )
    .limit(1)
    .get()?.publication;
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

/** From the beginning of a write to when its end is known, tries to settle it included. */
const longestWriteMs = 86_400_000;

/** One write as a budget counts it. `tries` more of them may have reached the server before. */
export type Write = { connectionId: string; atMs: number; pictures: number; tries: number };

/**
 * The writes of connections in a span of time, oldest first, each at the last moment it may have reached the server.
 * One that lies after the span, since the machine's clock was set back, must not hold them up for as long.
 */
export function listWrites(db: Db, connectionIds: string[], span: { afterMs: number; untilMs: number }): Write[] {
  const { connectionId, writtenAt, finishedAt, attempts: tries, wanted } = publications;
  const atMs = sql<number>`min(${span.untilMs}, max(${writtenAt}, coalesce(${finishedAt}, 0)))`;
  const begun = and(gt(writtenAt, span.afterMs - longestWriteMs), lte(writtenAt, span.untilMs));
  const pictures = sql<number>`json_array_length(coalesce(${wanted}, '[]'))`;
  return db
    .select({ connectionId, atMs, pictures, tries })
    .from(publications)
    .where(and(inArray(connectionId, connectionIds), begun, gt(atMs, span.afterMs)))
    .orderBy(atMs)
    .all();
}

/** Until when servers that answered "too many requests", or were away and said for how long, want to be left alone. */
export function readPausedUntil(db: Db, connectionIds: string[]): number {
  const pausedUntil = db.$client
    .prepare(
      `select max(coalesce(json_extract(error, '$.retryAtMs'), not_before)) from publications
        where connection_id in (select value from json_each(?)) and state in ('waiting', 'publishing')
        and (json_extract(error, '$.code') = 'rate-limited'
          or (json_extract(error, '$.code') = 'server-trouble' and json_extract(error, '$.retryAtMs') is not null))`,
    )
    .pluck()
    .get(JSON.stringify(connectionIds)) as number | null;
  return pausedUntil ?? 0;
}

/** What the page and the pace need to know of a connection. */
export type PublishingConnection = {
  id: string;
  userId: string;
  family: string;
  handle: string;
  origin: string;
  /** Plain data of the platforms room. */
  instance: unknown;
  status: 'active' | 'expired';
  warningAcceptedAt: number | null;
  isUnproven: boolean;
  editsAllowedAt: number | null;
  settings: unknown;
};

const connectionColumns = {
  id: platformConnections.id,
  userId: platformConnections.userId,
  family: platformConnections.family,
  handle: platformConnections.handle,
  origin: platformConnections.origin,
  instance: platformConnections.instance,
  status: platformConnections.status,
  warningAcceptedAt: platformConnections.warningAcceptedAt,
  isUnproven: platformConnections.isUnproven,
  editsAllowedAt: platformConnections.editsAllowedAt,
  settings: captionSettings.settings,
};

export function findPublishingConnection(db: Db, id: string): PublishingConnection | undefined {
  return selectConnections(db).where(eq(platformConnections.id, id)).get();
}

const publishingConnectionsOfUser = builtOnce((db) =>
  selectConnections(db)
    .where(eq(platformConnections.userId, sql.placeholder('userId')))
    .prepare(),
);

export function listPublishingConnections(db: Db, userId: string): PublishingConnection[] {
  return publishingConnectionsOfUser(db).all({ userId });
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

/** Lets Altwright edit on an unproven server, or no longer (null). */
export function allowEdits(db: Db, connectionId: string, sinceMs: number | null): void {
  db.update(platformConnections).set({ editsAllowedAt: sinceMs }).where(eq(platformConnections.id, connectionId)).run();
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

const openPublicationOf = builtOnce((db) =>
  db
    .select({ id: publications.id })
    .from(publications)
    .where(and(isOpen, eq(publications.connectionId, sql.placeholder('connectionId'))))
    .limit(1)
    .prepare(),
);

export function hasOpenPublications(db: Db, connectionId: string): boolean {
  return openPublicationOf(db).get({ connectionId }) !== undefined;
}
