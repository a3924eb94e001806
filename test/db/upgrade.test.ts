import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { listImagesOfPost } from '../../db/decisions.ts';
import { saveFoundPost } from '../../db/found-posts.ts';
import { migrateDatabase } from '../../db/migrate.ts';
import { openDatabase } from '../../db/open.ts';
import { wantedText } from '../../src/publishing/plan.ts';
import { remoteMedia, remotePost } from '../generation/fake-platform.ts';

const migrations = join(import.meta.dirname, '../../db/migrations');
const journal: { entries: { idx: number; tag: string; when: number }[] } = JSON.parse(
  readFileSync(join(migrations, 'meta/_journal.json'), 'utf8'),
);

/** A data folder with the schema of version 0.1.0, which knew the first two migrations. */
function openOld() {
  const dataDir = mkdtempSync(join(tmpdir(), 'altwright-test-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const db = openDatabase(dataDir, 'write');
  db.$client.exec('create table __drizzle_migrations (id integer primary key, hash text not null, created_at numeric)');
  for (const { tag, when } of journal.entries.filter(({ idx }) => idx <= 1)) {
    db.$client.exec(readFileSync(join(migrations, `${tag}.sql`), 'utf8').replaceAll('--> statement-breakpoint', ''));
    db.$client.prepare("insert into __drizzle_migrations (hash, created_at) values ('', ?)").run(when);
  }
  return { dataDir, db };
}

/** A row with these values, and for what else must not be null with the first that fits. */
function insert(db: ReturnType<typeof openOld>['db'], table: string, values: Record<string, string | number>): void {
  const columns = db.$client.prepare(`pragma table_info(${table})`).all() as Column[];
  const needed = columns.filter(
    ({ name, notnull, dflt_value: usual }) => name in values || (notnull && usual === null),
  );
  const row = needed.map(({ name, type }) => values[name] ?? (type === 'integer' ? 0 : '{}'));
  const names = needed.map(({ name }) => name).join();
  db.$client.prepare(`insert into ${table} (${names}) values (${row.map(() => '?').join()})`).run(...row);
}
type Column = { name: string; type: string; notnull: number; dflt_value: string | null };

it('keeps every decision of version 0.1.0, a put-back on its way included', async () => {
  const { dataDir, db: old } = openOld();
  insert(old, 'users', { id: 'bob' });
  insert(old, 'platform_connections', { id: 'c', user_id: 'bob' });
  const uri = 'https://example.social/p';
  insert(old, 'posts', { id: 'p', connection_id: 'c', uri });
  const picture = { user_id: 'bob', connection_id: 'c', post_id: 'p', type: 'image' };
  insert(old, 'images', { ...picture, id: 'i0', media_id: 'm0', state: 'rejected' });
  insert(old, 'images', { ...picture, id: 'i1', media_id: 'm1', state: 'described', remote_description: 'IMG_1.jpg' });
  const publishedBefore = { state: 'published', puts_back: 1, text: 'Ours', original_description: 'First' };
  insert(old, 'images', { ...picture, ...publishedBefore, id: 'i2', media_id: 'm2' });
  insert(old, 'images', { ...picture, id: 'i3', media_id: 'm3', state: 'gone' });
  old.$client.close();

  expect(await migrateDatabase(dataDir, 1)).toBe(journal.entries.length - 2);
  const db = openDatabase(dataDir, 'write');
  onTestFinished(() => void db.$client.close());
  const byId = () => new Map(listImagesOfPost(db, 'p').map((image) => [image.id, image]));
  const putsBack = byId().get('i2');
  expect(putsBack && wantedText(putsBack)).toBe('First');

  const media = [remoteMedia('m0'), remoteMedia('m1', 'IMG_1.jpg'), remoteMedia('m2', 'Ours'), remoteMedia('m3')];
  saveFoundPost(db, { userId: 'bob', connectionId: 'c' }, remotePost('p', { uri, media }), 2);
  expect([...byId().values()].map(({ id, state, saysNothing }) => [id, state, saysNothing])).toEqual([
    ['i0', 'rejected', false],
    ['i1', 'described', true],
    ['i2', 'published', false],
    ['i3', 'found', false],
  ]);
});
