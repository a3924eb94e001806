import type { Statement } from 'better-sqlite3';
import type { Client } from './file.ts';
import type { Db } from './open.ts';

/** More texts than the program has; lists of values make a text each. */
const mostKept = 400;

/**
 * Makes `prepare` answer the same statement to the same text: preparing takes longer than most of our queries. How rows
 * are answered (`pluck`, `raw`) is part of a statement, so it is set back each time; ask for a statement where it is
 * used, do not keep one.
 */
export function keepStatements(client: Client, most = mostKept): Client {
  const prepare = client.prepare.bind(client) as (text: string) => Statement;
  const kept = new Map<string, Statement>();

  const prepareOnce = (text: string): Statement => {
    const found = kept.get(text);
    const statement = found ?? prepare(text);
    if (found?.reader) found.pluck(false).raw(false);
    kept.delete(text);
    kept.set(text, statement);
    if (kept.size > most) kept.delete(kept.keys().next().value ?? '');
    return statement;
  };
  client.prepare = prepareOnce as Client['prepare'];
  return client;
}

/**
 * A query that every request makes, built by drizzle once for each connection: building takes longer than running most
 * of them. What it is asked about comes in by name (`sql.placeholder`).
 */
export function builtOnce<Query>(build: (db: Db) => Query): (db: Db) => Query {
  const built = new WeakMap<Db, Query>();
  return (db) => {
    const query = built.get(db) ?? build(db);
    built.set(db, query);
    return query;
  };
}
