import { and, eq, gt, isNotNull, lte, notInArray } from 'drizzle-orm';
import type { Db } from './open.ts';
import { oauthApps, oauthRequests, platformConnections } from './schema.ts';

export type OAuthAppRow = typeof oauthApps.$inferSelect;
export type OAuthRequestRow = typeof oauthRequests.$inferSelect;

export function findOAuthApp(db: Db, origin: string, redirectUri: string): OAuthAppRow | undefined {
  return db
    .select()
    .from(oauthApps)
    .where(and(eq(oauthApps.origin, origin), eq(oauthApps.redirectUri, redirectUri)))
    .get();
}

export function findOAuthAppById(db: Db, id: string): OAuthAppRow | undefined {
  return db.select().from(oauthApps).where(eq(oauthApps.id, id)).get();
}

/** Keeps the first one when two people register at the same moment. */
export function insertOAuthApp(db: Db, row: typeof oauthApps.$inferInsert): void {
  db.insert(oauthApps).values(row).onConflictDoNothing().run();
}

/** Forgets a registration that the server no longer knows, with the requests made with it. */
export function deleteOAuthApp(db: Db, id: string): void {
  db.delete(oauthApps).where(eq(oauthApps.id, id)).run();
}

/** Forgets registrations made before this at a server by which nobody is connected or on the way to be. */
export function deleteUnusedOAuthApps(db: Db, origin: string, madeBeforeMs: number): void {
  const onTheWay = db.select({ id: oauthRequests.appId }).from(oauthRequests);
  const { oauthAppId } = platformConnections;
  const connected = db.select({ id: oauthAppId }).from(platformConnections).where(isNotNull(oauthAppId));
  const isUnused = and(notInArray(oauthApps.id, onTheWay), notInArray(oauthApps.id, connected));
  db.delete(oauthApps)
    .where(and(eq(oauthApps.origin, origin), lte(oauthApps.createdAt, madeBeforeMs), isUnused))
    .run();
}

export function insertOAuthRequest(db: Db, row: typeof oauthRequests.$inferInsert): void {
  db.insert(oauthRequests).values(row).run();
}

/** Takes a person's request out, so that it works once; undefined when it is used, too old or somebody else's. */
export function takeOAuthRequest(
  db: Db,
  { id, userId, nowMs }: { id: string; userId: string; nowMs: number },
): OAuthRequestRow | undefined {
  return db
    .delete(oauthRequests)
    .where(and(eq(oauthRequests.id, id), eq(oauthRequests.userId, userId), gt(oauthRequests.expiresAt, nowMs)))
    .returning()
    .get();
}

export function deleteExpiredOAuthRequests(db: Db, nowMs: number): number {
  return db.delete(oauthRequests).where(lte(oauthRequests.expiresAt, nowMs)).run().changes;
}
