import { linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Db } from '../../db/open.ts';
import { insertTask, moveTask } from '../../db/tasks.ts';
import { defaultSettings } from '../../src/generation/settings.ts';
import { createPictureFiles } from '../../src/images/picture-files.ts';
import { sharp } from '../../src/images/sharp.ts';
import { newId } from '../../src/lib/ids.ts';
import { seedPictures } from '../review-page/seed.ts';
import { type Inhabitant, modelName } from '../site/site.ts';

const picturesEach = 300;
const picturesOfRun = 100;
const hourMs = 3_600_000;

/** What each person has from before: pictures in all states, the run that found the latest, posts that were written. */
export function seedHistory(db: Db, people: Inhabitant[], nowMs: number): void {
  for (const [index, person] of people.entries()) {
    seedPictures(db, { ...person, first: index * 10 * picturesEach }, picturesEach, nowMs);
    seedRun(db, person, nowMs - hourMs);
    seedPublications(db, person);
  }
}

function seedRun(db: Db, { userId, connectionId }: Inhabitant, startedAt: number): void {
  const id = newId(startedAt);
  const task = { id, userId, connectionId, priority: 10, settings: defaultSettings, model: modelName };
  insertTask(db, task, startedAt);
  moveTask(db, id, 'running', { startedAt, step: 'describing', isListed: true });
  const imagesFound = picturesOfRun;
  const counts = { imagesFound, imagesDrafted: imagesFound, postsSeen: 50, postsChosen: 50, percent: 100 };
  moveTask(db, id, 'completed', { ...counts, workedMs: 600_000, completedAt: startedAt + 600_000, step: 'done' });
  db.$client
    .prepare(
      `update images set task_id = ? where id in (
        select id from images where connection_id = ? order by posted_at desc, id desc limit ?)`,
    )
    .run(id, connectionId, picturesOfRun);
}

/** One of every post with a published picture. */
function seedPublications(db: Db, { userId, connectionId }: Inhabitant): void {
  db.$client
    .prepare(
      `insert into publications (id, user_id, connection_id, post_id, state, not_before, attempts, wanted, created_at,
          written_at, finished_at)
        select 'publication-' || post_id, ?, connection_id, post_id, 'published', posted_at, 1,
          json_group_array(json_object('mediaId', media_id, 'description', text)), posted_at, posted_at, posted_at
        from images where connection_id = ? and state = 'published' group by post_id`,
    )
    .run(userId, connectionId);
}

/** The thumbnails of seeded pictures: one file under many names. */
export async function layThumbnails(db: Db, dataDir: string): Promise<void> {
  const photo = readFileSync(new URL('../../test/support/photos/coffee.jpg', import.meta.url));
  const thumbnail = join(dataDir, 'pictures', 'thumbnail');
  mkdirSync(dirname(thumbnail), { recursive: true });
  writeFileSync(thumbnail, await sharp(photo).webp({ quality: 75 }).toBuffer());
  const { path } = createPictureFiles(dirname(thumbnail));
  for (const id of db.$client.prepare('select image_id from image_files').pluck().all() as string[]) {
    mkdirSync(dirname(path(id)), { recursive: true });
    linkSync(thumbnail, path(id));
  }
}
