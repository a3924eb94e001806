import { and, desc, eq, gt, inArray, isNull, lte } from 'drizzle-orm';
import type { Db } from './open.ts';
import { invitations } from './schema.ts';

/** A one-time link, as its hash. */
export type Invitation = typeof invitations.$inferSelect;

export function insertInvitation(db: Db, invitation: typeof invitations.$inferInsert): void {
  db.insert(invitations).values(invitation).run();
}

const open = (nowMs: number) => and(isNull(invitations.usedAt), gt(invitations.expiresAt, nowMs));

/** The invitation unless it was used or has expired. */
export function findOpenInvitation(db: Db, tokenHash: string, nowMs: number): Invitation | undefined {
  return db
    .select()
    .from(invitations)
    .where(and(eq(invitations.tokenHash, tokenHash), open(nowMs)))
    .get();
}

/** Marks it as used; false when somebody was faster or its time is over. */
export function claimInvitation(db: Db, id: string, nowMs: number): boolean {
  const { changes } = db
    .update(invitations)
    .set({ usedAt: nowMs })
    .where(and(eq(invitations.id, id), open(nowMs)))
    .run();
  return changes === 1;
}

/** Invitations for new members that nobody has used yet, newest first. */
export function listOpenMemberInvitations(db: Db, nowMs: number): Invitation[] {
  return db
    .select()
    .from(invitations)
    .where(and(eq(invitations.purpose, 'member'), open(nowMs)))
    .orderBy(desc(invitations.createdAt))
    .all();
}

export function deleteInvitation(db: Db, id: string): void {
  db.delete(invitations).where(eq(invitations.id, id)).run();
}

export function deleteSetUpInvitations(db: Db): void {
  db.delete(invitations).where(eq(invitations.purpose, 'setup')).run();
}

/** Takes back the links that sign in as a person or change her password. */
export function deleteLinksOf(db: Db, userId: string): void {
  db.delete(invitations)
    .where(and(eq(invitations.userId, userId), inArray(invitations.purpose, ['reset', 'sign-in'])))
    .run();
}

export function deleteExpiredInvitations(db: Db, nowMs: number): number {
  return db.delete(invitations).where(lte(invitations.expiresAt, nowMs)).run().changes;
}
