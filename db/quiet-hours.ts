import { eq } from 'drizzle-orm';
import type { Db } from './open.ts';
import { quietHours } from './schema.ts';

export type QuietHoursRow = typeof quietHours.$inferSelect;

export function findQuietHours(db: Db, userId: string): QuietHoursRow | undefined {
  return db.select().from(quietHours).where(eq(quietHours.userId, userId)).get();
}

export function saveQuietHours(db: Db, row: QuietHoursRow): void {
  db.insert(quietHours).values(row).onConflictDoUpdate({ target: quietHours.userId, set: row }).run();
}

export function dropQuietHours(db: Db, userId: string): void {
  db.delete(quietHours).where(eq(quietHours.userId, userId)).run();
}
