import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { databaseFile } from './file.ts';
import { type Db, openDatabase } from './open.ts';

const migrationsFolder = join(import.meta.dirname, 'migrations');
const keptBackups = 3;
const unfinished = '.unfinished';

/**
 * Brings the database of a data folder to the newest schema and returns how many migrations that took. Before the
 * first of them the file is copied to `backups/`; the last three copies are kept. A migration that fails throws and
 * leaves the database as it was, since all pending ones run in one transaction.
 */
export async function migrateDatabase(dataDir: string, nowMs: number): Promise<number> {
  const isNew = !existsSync(databaseFile(dataDir));
  const db = openDatabase(dataDir, 'write');
  try {
    const pending = countDefined() - countApplied(db);
    if (pending <= 0) return 0;
    if (!isNew) await backUp(db, join(dataDir, 'backups'), nowMs);
    migrate(db, { migrationsFolder });
    return pending;
  } finally {
    db.$client.close();
  }
}

function countDefined(): number {
  const journal = JSON.parse(readFileSync(join(migrationsFolder, 'meta', '_journal.json'), 'utf8'));
  return journal.entries.length;
}

function countApplied(db: Db): number {
  const hasTable = db.$client.prepare("select 1 from sqlite_master where name = '__drizzle_migrations'").get();
  if (!hasTable) return 0;
  return db.$client.prepare('select count(*) from __drizzle_migrations').pluck().get() as number;
}

/** A copy has its name only once it is whole, so that one cut off by a crash never takes the place of a good one. */
async function backUp(db: Db, folder: string, nowMs: number): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const copy = join(folder, `altwright-${new Date(nowMs).toISOString().replaceAll(':', '-')}.db`);
  await db.$client.backup(copy + unfinished);
  chmodSync(copy + unfinished, 0o600);
  renameSync(copy + unfinished, copy);
  const files = readdirSync(folder).filter((file) => file.startsWith('altwright-'));
  const older = files
    .filter((file) => file.endsWith('.db'))
    .sort()
    .slice(0, -keptBackups);
  const cutOff = files.filter((file) => file.includes(unfinished));
  for (const file of [...older, ...cutOff]) rmSync(join(folder, file));
}
