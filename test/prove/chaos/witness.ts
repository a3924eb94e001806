import { openDatabase } from '../../../db/open.ts';
import { keyOf } from './ground.ts';

/** When this process first knew that a picture's draft was kept, in UTC milliseconds. */
export type Witness = ReturnType<typeof createWitness>;

/**
 * Notes when drafts were kept: from pages that showed them, and from the database file at each kill, before the next
 * program is started.
 */
export function createWitness(dataDir: string) {
  const keptAt = new Map<string, number>();
  const note = (key: string, atMs: number) => {
    if (!keptAt.has(key)) keptAt.set(key, atMs);
  };
  return {
    note,
    keys: () => [...keptAt.keys()],
    keptAt: (key: string) => keptAt.get(key) ?? Number.POSITIVE_INFINITY,
    lookIntoDatabase(): void {
      const { $client } = openDatabase(dataDir, 'read');
      const drafted = `select distinct posts.url as url, images.position as position from caption_versions
        join images on images.id = caption_versions.image_id join posts on posts.id = images.post_id
        where caption_versions.kind = 'draft'`;
      const rows = $client.prepare(drafted).all() as { url: string; position: number }[];
      $client.close();
      for (const { url, position } of rows) note(keyOf(url, position + 1), Date.now());
    },
  };
}
