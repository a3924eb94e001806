import { eq } from 'drizzle-orm';
import type { Db } from './open.ts';
import { systemSettings } from './schema.ts';

/** The value of a system setting, or the fallback where none is saved. */
export function readSystemSetting<T>(db: Db, key: string, fallback: T): T {
  const row = db.select({ value: systemSettings.value }).from(systemSettings).where(eq(systemSettings.key, key)).get();
  return row === undefined ? fallback : (row.value as T);
}

export function writeSystemSetting(db: Db, key: string, value: unknown, nowMs: number): void {
  db.insert(systemSettings)
    .values({ key, value, updatedAt: nowMs })
    .onConflictDoUpdate({ target: systemSettings.key, set: { value, updatedAt: nowMs } })
    .run();
}
