import { and, count, desc, eq, isNull, lte, or, type Placeholder, sql } from 'drizzle-orm';
import { newId } from '../src/lib/ids.ts';
import type { Sentence } from '../src/lib/sentence.ts';
import type { Db } from './open.ts';
import { notifications } from './schema.ts';
import { builtOnce } from './statements.ts';

export type NewNotification = { userId: string | null; kind: string; sentence: Sentence; link?: string };
export type NotificationRow = typeof notifications.$inferSelect;

/** What one person sees: her own notices and, as an administrator, those for all administrators. */
const visibleTo = (user: { id: string | Placeholder; role: 'admin' | 'member' }) =>
  user.role === 'admin'
    ? or(eq(notifications.userId, user.id), isNull(notifications.userId))
    : eq(notifications.userId, user.id);

export function addNotification(db: Db, notice: NewNotification, nowMs: number): void {
  db.insert(notifications)
    .values({ id: newId(nowMs), createdAt: nowMs, ...notice })
    .run();
}

export function listNotifications(
  db: Db,
  user: { id: string; role: 'admin' | 'member' },
  limit: number,
): NotificationRow[] {
  return db
    .select()
    .from(notifications)
    .where(visibleTo(user))
    .orderBy(desc(notifications.createdAt))
    .limit(limit)
    .all();
}

const unreadOf = (role: 'admin' | 'member') =>
  builtOnce((db) =>
    db
      .select({ n: count() })
      .from(notifications)
      .where(and(visibleTo({ id: sql.placeholder('userId'), role }), isNull(notifications.readAt)))
      .prepare(),
  );
const unread = { admin: unreadOf('admin'), member: unreadOf('member') };

export function countUnread(db: Db, user: { id: string; role: 'admin' | 'member' }): number {
  return unread[user.role](db).get({ userId: user.id })?.n ?? 0;
}

export function markAllRead(db: Db, user: { id: string; role: 'admin' | 'member' }, nowMs: number): void {
  db.update(notifications)
    .set({ readAt: nowMs })
    .where(and(visibleTo(user), isNull(notifications.readAt)))
    .run();
}

/** Forgets what was read before the given time; what nobody has read stays. Returns how many. */
export function forgetReadNotifications(db: Db, readBeforeMs: number): number {
  return db.delete(notifications).where(lte(notifications.readAt, readBeforeMs)).run().changes;
}
