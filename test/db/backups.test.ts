import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { migrateDatabase } from '../../db/migrate.ts';
import { openDatabase } from '../../db/open.ts';

const dayMs = 86_400_000;
const startMs = Date.UTC(2026, 2, 1);

/** A data folder whose database is there and older than every migration, as often as a test wants. */
function openFolder() {
  const dataDir = mkdtempSync(join(tmpdir(), 'altwright-test-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const backups = join(dataDir, 'backups');
  return {
    backups,
    names: () => readdirSync(backups),
    async upgradeOnDay(day: number) {
      for (const file of readdirSync(dataDir)) if (file.startsWith('altwright.db')) rmSync(join(dataDir, file));
      const db = openDatabase(dataDir, 'write');
      db.$client.exec(`create table noted (day); insert into noted values (${day})`);
      db.$client.close();
      await migrateDatabase(dataDir, startMs + day * dayMs);
    },
  };
}

const nameOfDay = (day: number) => `altwright-2026-03-0${day + 1}T00-00-00.000Z.db`;

it('keeps the database as it was before each of the last three upgrades', async () => {
  const { upgradeOnDay, backups, names } = openFolder();
  for (const day of [0, 1, 2, 3]) await upgradeOnDay(day);
  expect(names()).toEqual([1, 2, 3].map(nameOfDay));
  const copy = join(backups, nameOfDay(3));
  expect(statSync(copy).mode & 0o777).toBe(0o600);
  expect(readFileSync(copy).includes('CREATE TABLE noted')).toBe(true);
});

it('takes none that was cut off by a crash for a whole one, and leaves none lying', async () => {
  const { upgradeOnDay, backups, names } = openFolder();
  for (const day of [0, 1]) await upgradeOnDay(day);
  writeFileSync(join(backups, `${nameOfDay(2)}.unfinished`), 'half');
  writeFileSync(join(backups, `${nameOfDay(2)}.unfinished-journal`), 'half');
  await upgradeOnDay(3);
  expect(names()).toEqual([0, 1, 3].map(nameOfDay));
});
