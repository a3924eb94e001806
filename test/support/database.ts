import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { databaseFile } from '../../db/file.ts';
import { migrateDatabase } from '../../db/migrate.ts';
import { type Db, openDatabase } from '../../db/open.ts';

export type TestDatabase = {
  dataDir: string;
  /** The writing connection. */
  db: Db;
  /** A read-only connection to the same file, as the program has. */
  reader: Db;
  close: () => void;
};

let migrated: Promise<Buffer> | undefined;

/** A migrated, empty database in a data folder of its own, removed when the test has finished. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const database = await makeTestDatabase();
  onTestFinished(database.close);
  return database;
}

/** The same for `beforeAll` and scripts, where the caller closes it. */
export async function makeTestDatabase(): Promise<TestDatabase> {
  migrated ??= migrateOnce();
  const dataDir = makeFolder();
  writeFileSync(databaseFile(dataDir), await migrated);
  const db = openDatabase(dataDir, 'write');
  const reader = openDatabase(dataDir, 'read');
  const close = () => {
    reader.$client.close();
    db.$client.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { dataDir, db, reader, close };
}

/** The bytes of a freshly migrated file: copying them is much faster than migrating for every test. */
async function migrateOnce(): Promise<Buffer> {
  const folder = makeFolder();
  await migrateDatabase(folder, 0);
  const bytes = readFileSync(databaseFile(folder));
  rmSync(folder, { recursive: true, force: true });
  return bytes;
}

function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'altwright-test-'));
}
