import { and, desc, eq, sql } from 'drizzle-orm';
import { newId } from '../src/lib/ids.ts';
import type { Db } from './open.ts';
import { captionVersions, images } from './schema.ts';

export type VersionRow = typeof captionVersions.$inferSelect;
export type NewVersion = Pick<VersionRow, 'imageId' | 'kind' | 'text' | 'userId'> &
  Partial<Pick<VersionRow, 'raw' | 'model' | 'promptVersion' | 'timings' | 'changedRetry' | 'hint' | 'language'>>;

/** Keeps a text of an image for good: a draft, a person's edit, what stood in the post, was published or put back. */
export function addVersion(db: Db, version: NewVersion, nowMs: number): void {
  db.insert(captionVersions)
    .values({ id: newId(nowMs), createdAt: nowMs, ...version })
    .run();
}

/**
 * Whether the text of a picture nobody has decided about is a person's work: typed by her, or approved and not got into
 * its post. Runs leave it alone. A draft that was kept beside it does not make it the model's. For statements over
 * `images`.
 */
export const isPersonsText = sql<number>`(images.state in ('drafted', 'failed') and (
  (images.state = 'failed' and images.failed_stage is 'publish') or 'edit' is (
    select kind from caption_versions where image_id = images.id and kind in ('draft', 'edit') and text is images.text
      order by created_at desc, caption_versions.rowid desc limit 1)))`;

/** The same of one image. */
export function hasPersonsText(db: Db, imageId: string): boolean {
  const row = db.select({ isPersonsText }).from(images).where(eq(images.id, imageId)).get();
  return Boolean(row?.isPersonsText);
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

/** Whether this text stood in the post once: found there before a write, or written there. */
export function stoodInThePost({ kind }: Pick<VersionRow, 'kind'>): boolean {
  return kind === 'former' || kind === 'published' || kind === 'put back';
}
