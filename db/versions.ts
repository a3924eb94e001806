import { and, desc, eq, sql } from 'drizzle-orm';
import { newId } from '../src/lib/ids.ts';
import type { Db } from './open.ts';
import { captionVersions } from './schema.ts';

export type VersionRow = typeof captionVersions.$inferSelect;
export type NewVersion = Pick<VersionRow, 'imageId' | 'kind' | 'text' | 'userId'>;

/** Keeps a text of an image for good: a person's edit, what was published, what was put back. */
export function addVersion(db: Db, version: NewVersion, nowMs: number): void {
  db.insert(captionVersions)
    .values({ id: newId(nowMs), createdAt: nowMs, ...version })
    .run();
}

/** Every text an image ever had, the newest first. */
export function listVersions(db: Db, imageId: string): VersionRow[] {
  return db
    .select()
    .from(captionVersions)
    .where(eq(captionVersions.imageId, imageId))
    .orderBy(desc(captionVersions.createdAt), sql`rowid desc`)
    .all();
}

export function findVersion(db: Db, imageId: string, versionId: string): VersionRow | undefined {
  return db
    .select()
    .from(captionVersions)
    .where(and(eq(captionVersions.imageId, imageId), eq(captionVersions.id, versionId)))
    .get();
}
