import type { Db } from './open.ts';

/**
 * Large append-only logs live in one table a month behind a view over all of them, so that forgetting a month is a
 * DROP TABLE instead of a million deletes. SQLite has no partitions; this is their equivalent.
 */
export type MonthlyLog = { name: string; columns: string };

export const auditLog: MonthlyLog = {
  name: 'audit_log',
  columns:
    'id TEXT PRIMARY KEY, at INTEGER NOT NULL, user_id TEXT, action TEXT NOT NULL, subject TEXT, details TEXT NOT NULL',
};

/** The table of the month that holds the given time; made with the view in the transaction that first writes to it. */
export function monthTable(db: Db, log: MonthlyLog, atMs: number): string {
  const table = `${log.name}_${new Date(atMs).toISOString().slice(0, 7).replace('-', '_')}`;
  if (!tableExists(db, table)) {
    db.$client.exec(`CREATE TABLE ${table} (${log.columns}) STRICT; CREATE INDEX ${table}_at ON ${table} (at)`);
    rebuildView(db, log);
  }
  return table;
}

/** Forgets all months that end before the given time; returns their tables' names. */
export function dropMonthsBefore(db: Db, log: MonthlyLog, beforeMs: number): string[] {
  const firstKept = `${log.name}_${new Date(beforeMs).toISOString().slice(0, 7).replace('-', '_')}`;
  const dropped = monthTables(db, log).filter((table) => table < firstKept);
  if (dropped.length === 0) return [];
  db.$client.exec(`DROP VIEW IF EXISTS ${log.name}`);
  for (const table of dropped) db.$client.exec(`DROP TABLE ${table}`);
  rebuildView(db, log);
  return dropped;
}

function monthTables(db: Db, log: MonthlyLog): string[] {
  return db.$client
    .prepare("select name from sqlite_master where type = 'table' and name glob ? order by name")
    .pluck()
    .all(`${log.name}_[0-9][0-9][0-9][0-9]_[0-9][0-9]`) as string[];
}

function tableExists(db: Db, table: string): boolean {
  return db.$client.prepare("select 1 from sqlite_master where type = 'table' and name = ?").get(table) !== undefined;
}

function rebuildView(db: Db, log: MonthlyLog): void {
  const tables = monthTables(db, log);
  db.$client.exec(`DROP VIEW IF EXISTS ${log.name}`);
  if (tables.length === 0) return;
  db.$client.exec(`CREATE VIEW ${log.name} AS ${tables.map((table) => `SELECT * FROM ${table}`).join(' UNION ALL ')}`);
}
