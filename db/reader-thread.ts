import { openFile } from './file.ts';

/**
 * What reader threads do: whatever would hold up the event loop of the main thread. Entry of the pool in readers.ts;
 * the exported names are its tasks.
 */

/** Moves the write-ahead log into the database file; passes by readers and the writer without making them wait. */
export function checkpoint(dataDir: string): void {
  const client = openFile(dataDir, 'write');
  try {
    client.pragma('wal_checkpoint(PASSIVE)');
  } finally {
    client.close();
  }
}

export type LibraryFigures = { users: number; connections: number; posts: number; images: Record<string, number> };

/** How much there is of everything, for administrators; reads whole tables. */
export function countLibrary(dataDir: string): LibraryFigures {
  const client = openFile(dataDir, 'read');
  const count = (table: string) => client.prepare(`select count(*) from ${table}`).pluck().get() as number;
  try {
    const states = client.prepare('select state, count(*) as n from images group by state').all();
    const images = Object.fromEntries((states as { state: string; n: number }[]).map(({ state, n }) => [state, n]));
    return { users: count('users'), connections: count('platform_connections'), posts: count('posts'), images };
  } finally {
    client.close();
  }
}
