import type { Db } from '../../db/open.ts';

/** Of a hundred pictures of somebody who has worked through a part of her posts. */
const states = `case when n % 100 < 40 then 'drafted' when n % 100 < 65 then 'described' when n % 100 < 88 then 'published'
  when n % 100 < 94 then 'rejected' when n % 100 < 97 then 'decorative' when n % 100 < 99 then 'failed' else 'conflict' end`;

const draft = `'A photograph of a harbour at dusk: number ' || n || ' of the moored boats rocks beside a stone quay, a gull sits on'
  || ' its mast, and behind the breakwater the last light lies "gold & red" on the water.'`;
const postText = `'Walked along the harbour again tonight, as on day ' || n || ' before. The light was unreal & nobody else was there;'
  || ' I stayed until the lamps came on. #harbour #evening #photography'`;
const error = JSON.stringify({
  category: 'resource',
  sentence: { key: 'images.gone', values: { host: 'files.social.example' } },
});

/** Whose pictures they are, and the number of the first, so that several people's have ids of their own. */
export type Owner = { userId: string; connectionId: string; first?: number };

/**
 * So many pictures of one connection, two to a post, newest first and every hour a post. Seven of ten have a thumbnail
 * and a version or two, as those have that a run has worked on.
 */
export function seedPictures(db: Db, { userId, connectionId, first = 0 }: Owner, count: number, nowMs: number): void {
  const run = (sql: string) => db.$client.prepare(sql).run({ count, nowMs, userId, connectionId, first, error });
  const counted = (to: string) => `with recursive c(n) as (select 0 union all select n + 1 from c where n + 1 < ${to})`;

  // The folder is thrown away afterwards: nothing of it has to survive a power cut.
  db.$client.pragma('synchronous = OFF');
  db.$client.pragma('cache_size = -400000');
  run(`${counted('(@count + 1) / 2')}
    insert into posts (id, connection_id, remote_id, uri, url, text, spoiler_text, is_sensitive, is_reply, has_poll,
      visibility, language, boosts_count, posted_at, seen_at)
    select ${idOf('n + @first', 'post')}, @connectionId, n, 'https://social.example/bob/' || n, 'https://social.example/@bob/' || n,
      ${postText}, '', 0, 0, 0, 'public', 'en', n % 5, @nowMs - ((@count + 1) / 2 - n) * 3600000, @nowMs from c`);
  run(`${counted('@count')}
    insert into images (id, user_id, connection_id, post_id, media_id, position, posted_at, type, url, width, height,
      thumbhash, state, text, revision, model, remote_description, findings, failed_stage, error, created_at, updated_at)
    select ${idOf('n + @first', 'image')}, @userId, @connectionId, ${idOf('n / 2 + @first', 'post')}, 'media-' || n, n % 2,
      @nowMs - ((@count + 1) / 2 - n / 2) * 3600000, 'image', 'https://files.social.example/' || n || '.jpg', 1600, 1200,
      '1QcSHQRnh493V4dIh4eXh1h4kJUI', ${states}, case when n % 100 between 40 and 64 then null else ${draft} end,
      1, 'gemma3:4b', case when n % 100 between 40 and 64 then ${draft} end, '[]',
      case when n % 100 in (97, 98) then 'publish' end, case when n % 100 > 96 then @error end, @nowMs, @nowMs from c`);
  run(`insert into caption_versions (id, image_id, kind, text, model, created_at)
    select 'draft-' || id, id, 'draft', text, model, created_at from images
    where text is not null and connection_id = @connectionId`);
  run(`insert into image_files (image_id, kind, mime_type, size_bytes, created_at)
    select id, 'thumbnail', 'image/webp', 30000, created_at from images
    where text is not null and connection_id = @connectionId`);
  // As a program at rest has it: otherwise every page would be looked for in a log of a gigabyte first.
  db.$client.pragma('wal_checkpoint(TRUNCATE)');
}

/** In the shape and order of real ones, whose first bytes are their time. */
function idOf(number: string, kind: 'post' | 'image'): string {
  return `printf('%08x-0000-7000-8${kind === 'post' ? '0' : '1'}00-%012x', ${number}, ${number})`;
}
