import { eq } from 'drizzle-orm';
import type { RemoteMedia } from '../src/platforms/remote-post.ts';
import type { Db } from './open.ts';
import { images, publications } from './schema.ts';

type Placed = { mediaId: string; position: number; url: string | null };

/**
 * Some servers give the files of a post new ids when it is edited. Where an id is no longer in the post and the same file
 * is there under another one, the picture keeps all that is known of it, under the new id.
 */
export function followMedia(db: Db, postId: string, media: Pick<RemoteMedia, 'id' | 'url'>[]): void {
  const { id, mediaId, position, url } = images;
  const rows = db.select({ id, mediaId, position, url }).from(images).where(eq(images.postId, postId)).all();
  const renamed = renamedIds(rows, media);
  if (renamed.size === 0) return;
  for (const row of rows) {
    const to = renamed.get(row.mediaId);
    if (to !== undefined) db.update(images).set({ mediaId: to }).where(eq(images.id, row.id)).run();
  }
  renameInPublications(db, postId, (former) => renamed.get(former) ?? former);
}

/** By the address of the file; where it is in the post several times, by its place too. */
function renamedIds(rows: Placed[], media: Pick<RemoteMedia, 'id' | 'url'>[]): Map<string, string> {
  const present = new Set(media.map(({ id }) => id));
  const known = new Set(rows.map(({ mediaId }) => mediaId));
  const lost = rows.filter(({ mediaId }) => !present.has(mediaId));
  const renamed = new Map<string, string>();
  for (const [position, { id, url }] of media.entries()) {
    if (known.has(id) || url === null) continue;
    const same = lost.filter((row) => row.url === url && !renamed.has(row.mediaId));
    const row = same.find((one) => one.position === position) ?? (same.length === 1 ? same[0] : undefined);
    if (row) renamed.set(row.mediaId, id);
  }
  return renamed;
}

/** What a publication wrote and what stood there before are found by the new ids as well. */
function renameInPublications(db: Db, postId: string, rename: (mediaId: string) => string): void {
  const { id, former, wanted, mediaIds } = publications;
  const rows = db
    .select({ id, former, wanted, mediaIds })
    .from(publications)
    .where(eq(publications.postId, postId))
    .all();
  for (const row of rows) {
    const texts = (list: typeof row.former) => list?.map((one) => ({ ...one, mediaId: rename(one.mediaId) })) ?? null;
    const changes = {
      former: texts(row.former),
      wanted: texts(row.wanted),
      mediaIds: row.mediaIds?.map(rename) ?? null,
    };
    db.update(publications).set(changes).where(eq(publications.id, row.id)).run();
  }
}
