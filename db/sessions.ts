import { and, desc, eq, gt, lte, ne, sql } from 'drizzle-orm';
import type { Db } from './open.ts';
import { sessions } from './schema.ts';
import { builtOnce } from './statements.ts';

export type Session = typeof sessions.$inferSelect;

export function insertSession(db: Db, session: Session): void {
  db.insert(sessions).values(session).run();
}

const liveSession = builtOnce((db) =>
  db
    .select()
    .from(sessions)
    .where(and(eq(sessions.id, sql.placeholder('id')), gt(sessions.expiresAt, sql.placeholder('nowMs'))))
    .prepare(),
);

/** The session unless it has expired. */
export function findSession(db: Db, id: string, nowMs: number): Session | undefined {
  return liveSession(db).get({ id, nowMs });
}

export function touchSession(db: Db, id: string, lastSeenAt: number, expiresAt: number): void {
  db.update(sessions).set({ lastSeenAt, expiresAt }).where(eq(sessions.id, id)).run();
}

/** A person's sessions that have not expired, the one used last first. */
export function listSessions(db: Db, userId: string, nowMs: number): Session[] {
  return db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, userId), gt(sessions.expiresAt, nowMs)))
    .orderBy(desc(sessions.lastSeenAt), desc(sessions.id))
    .all();
}

/** Whether the person is signed in anywhere. */
export function hasLiveSession(db: Db, userId: string, nowMs: number): boolean {
  const row = db
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), gt(sessions.expiresAt, nowMs)))
    .limit(1)
    .get();
  return row !== undefined;
}

/** Ends one session of a person; false when she has no such session. */
export function deleteSession(db: Db, userId: string, id: string): boolean {
  const { changes } = db
    .delete(sessions)
    .where(and(eq(sessions.id, id), eq(sessions.userId, userId)))
    .run();
  return changes > 0;
}

/** Ends a person's sessions, all or all but one; returns the ids of those ended. */
export function deleteSessionsOf(db: Db, userId: string, exceptId?: string): string[] {
  const own = eq(sessions.userId, userId);
  return db
    .delete(sessions)
    .where(exceptId === undefined ? own : and(own, ne(sessions.id, exceptId)))
    .returning({ id: sessions.id })
    .all()
    .map(({ id }) => id);
}

export function deleteExpiredSessions(db: Db, nowMs: number): number {
  return db.delete(sessions).where(lte(sessions.expiresAt, nowMs)).run().changes;
}
