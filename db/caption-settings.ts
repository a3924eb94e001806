import { and, eq } from 'drizzle-orm';
import type { Db } from './open.ts';
import { captionSettings } from './schema.ts';

/** What a person saved for a connection, as it was saved; undefined where the defaults hold. */
export function readCaptionSettings(db: Db, userId: string, connectionId: string): unknown {
  return db
    .select({ settings: captionSettings.settings })
    .from(captionSettings)
    .where(and(eq(captionSettings.userId, userId), eq(captionSettings.connectionId, connectionId)))
    .get()?.settings;
}

export function writeCaptionSettings(
  db: Db,
  row: { userId: string; connectionId: string; settings: object },
  nowMs: number,
): void {
  db.insert(captionSettings)
    .values({ ...row, updatedAt: nowMs })
    .onConflictDoUpdate({
      target: [captionSettings.userId, captionSettings.connectionId],
      set: { settings: row.settings, updatedAt: nowMs },
    })
    .run();
}

/** Back to the defaults. */
export function deleteCaptionSettings(db: Db, userId: string, connectionId: string): void {
  db.delete(captionSettings)
    .where(and(eq(captionSettings.userId, userId), eq(captionSettings.connectionId, connectionId)))
    .run();
}
