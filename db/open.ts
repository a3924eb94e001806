import BetterSqlite3 from 'better-sqlite3';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { type Client, openFile } from './file.ts';
import * as schema from './schema.ts';
import { keepStatements } from './statements.ts';

/** What query functions take: a connection to the database, writing or read-only. */
export type Db = BetterSQLite3Database<typeof schema> & { $client: Client };

/** Opens the database of a data folder for queries; see `openFile` for who may write. */
export function openDatabase(dataDir: string, access: 'write' | 'read'): Db {
  return drizzle({ client: keepStatements(openFile(dataDir, access)), schema });
}

/** Runs the work in one transaction that takes the write lock at its start. Within a transaction it is a savepoint. */
export function transact<T>(db: Db, work: () => T): T {
  return db.$client.transaction(work).immediate();
}

/** Like `transact`, and on the disk before it returns: for what must survive a power cut. Not within a transaction. */
export function durably<T>(db: Db, work: () => T): T {
  db.$client.pragma('synchronous = FULL');
  try {
    return transact(db, work);
  } finally {
    db.$client.pragma('synchronous = NORMAL');
  }
}

/** Whether a thrown value is SQLite's refusal of a second row where an index allows one. */
export function isUniqueViolation(thrown: unknown): boolean {
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  return cause instanceof BetterSqlite3.SqliteError && cause.code.startsWith('SQLITE_CONSTRAINT_UNIQUE');
}
