import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { AppError } from '../src/lib/errors.ts';
import { say } from '../src/lib/sentence.ts';

/** A connection to the database file, without the query builder: threads that do one thing open it by itself. */
export type Client = BetterSqlite3.Database;

export const databaseFile = (dataDir: string) => join(dataDir, 'altwright.db');

/**
 * Opens the database of a data folder. There is one writing connection in the program, in its main thread; everything
 * that only reads opens its own read-only connection beside it (write-ahead logging lets them pass each other).
 */
export function openFile(dataDir: string, access: 'write' | 'read'): Client {
  const file = databaseFile(dataDir);
  if (access === 'write') keepPrivate(dataDir, file);
  const client = new BetterSqlite3(file, { readonly: access === 'read', timeout: 5000 });
  if (access === 'write') {
    client.pragma('journal_mode = WAL');
    // A crash of the process loses nothing; a power cut may lose the last commits. Writes that must not be lost even
    // then go through `durably`.
    client.pragma('synchronous = NORMAL');
    client.pragma('foreign_keys = ON');
    // Checkpoints run in a reader thread, so that none stalls the event loop; this is the safety net.
    client.pragma('wal_autocheckpoint = 20000');
  } else {
    client.pragma('query_only = ON');
  }
  client.pragma('cache_size = -32768');
  client.pragma('mmap_size = 268435456');
  client.pragma('temp_store = MEMORY');
  return client;
}

/**
 * Makes sure that nobody else on this machine reads the file, whatever the umask: posts, private ones too, are in the
 * database. SQLite gives the files it puts beside it the same mode. A folder that was there keeps the mode it has.
 */
function keepPrivate(dataDir: string, file: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  // Never opened when it is there: closing any handle of a file drops the locks this process holds on it.
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
  for (const path of [file, `${file}-wal`, `${file}-shm`]) {
    const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
    if ((mode & 0o077) !== 0) chmodSync(path, 0o600);
  }
}

/**
 * Takes the data folder for this process until it ends, however it ends: the operating system drops the lock.
 * Throws when another process has it: two programs that both think they own the queue would publish twice.
 */
export function lockDataFolder(dataDir: string): { release: () => void } {
  const file = join(dataDir, 'altwright.lock');
  keepPrivate(dataDir, file);
  const lock = new BetterSqlite3(file, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    throw new AppError('validation', say('errors.dataFolderInUse', { folder: dataDir }), { cause });
  }
  return { release: () => lock.close() };
}
