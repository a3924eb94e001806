import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { lockDataFolder } from '../../db/file.ts';
import { migrateDatabase } from '../../db/migrate.ts';
import { openDatabase } from '../../db/open.ts';
import { writeSystemSetting } from '../../db/settings.ts';

it('keeps the data folder and every file in it from others on the machine', async () => {
  const dataDir = join(newFolder(), 'data');
  const lock = lockDataFolder(dataDir);
  await migrateDatabase(dataDir, 0);
  const db = openDatabase(dataDir, 'write');
  writeSystemSetting(db, 'colour', 'green', 1);

  expect(modeOf(dataDir)).toBe(0o700);
  const files = readdirSync(dataDir);
  expect(files).toEqual(expect.arrayContaining(['altwright.db', 'altwright.db-wal', 'altwright.lock']));
  expect(files.filter((file) => modeOf(join(dataDir, file)) !== 0o600)).toEqual([]);
  db.$client.close();
  lock.release();
});

it('closes a database that was made readable for others', async () => {
  const dataDir = newFolder();
  await migrateDatabase(dataDir, 0);
  chmodSync(join(dataDir, 'altwright.db'), 0o644);
  openDatabase(dataDir, 'write').$client.close();
  expect(modeOf(join(dataDir, 'altwright.db'))).toBe(0o600);
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'altwright-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const modeOf = (path: string): number => statSync(path).mode & 0o777;
