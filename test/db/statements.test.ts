import BetterSqlite3 from 'better-sqlite3';
import { eq, sql } from 'drizzle-orm';
import { expect, it, onTestFinished } from 'vitest';
import { users } from '../../db/schema.ts';
import { builtOnce, keepStatements } from '../../db/statements.ts';
import { openTestDatabase } from '../support/database.ts';
import { addPerson } from '../support/people.ts';

const count = 'select 1 as one, 2 as two';

function openClient(most?: number) {
  const client = keepStatements(new BetterSqlite3(':memory:'), most);
  onTestFinished(() => void client.close());
  return client;
}

it('prepares a text once', () => {
  const client = openClient();
  expect(client.prepare(count)).toBe(client.prepare(count));
  expect(client.prepare('select 2')).not.toBe(client.prepare(count));
});

it('answers rows in the way asked for each time, whoever asked before', () => {
  const client = openClient();
  expect(client.prepare(count).pluck().get()).toBe(1);
  expect(client.prepare(count).get()).toEqual({ one: 1, two: 2 });
  expect(client.prepare(count).raw().all()).toEqual([[1, 2]]);
  expect(client.prepare(count).all()).toEqual([{ one: 1, two: 2 }]);
});

it('lets go of the statement that was not used for the longest time', () => {
  const client = openClient(2);
  const [first, second] = [client.prepare('select 1'), client.prepare('select 2')];
  client.prepare('select 1');
  client.prepare('select 3');
  expect(client.prepare('select 1')).toBe(first);
  expect(client.prepare('select 2')).not.toBe(second);
});

it('goes on when tables change beneath a kept statement', () => {
  const client = openClient();
  client.exec('create table birds (name text)');
  expect(client.prepare('select * from birds').all()).toEqual([]);
  client.prepare("insert into birds values ('heron')").run();
  client.exec("alter table birds add column legs integer default 2; insert into birds values ('gull', 1)");
  expect(client.prepare('select * from birds').all()).toEqual([
    { name: 'heron', legs: 2 },
    { name: 'gull', legs: 1 },
  ]);
  client.exec('drop table birds');
  expect(() => client.prepare('select * from birds').all()).toThrow('no such table');
});

it('undoes and repeats transactions', () => {
  const client = openClient();
  client.exec('create table birds (name text)');
  const add = (name: string, isUndone: boolean) => {
    client.prepare('insert into birds values (?)').run(name);
    if (isUndone) throw new Error('undone');
  };
  expect(() => client.transaction(add)('gull', true)).toThrow('undone');
  client.transaction(add)('heron', false);
  expect(client.prepare('select name from birds').pluck().all()).toEqual(['heron']);
});

it('builds a query once for each connection, which answers what is there at the time', async () => {
  const [one, other] = [await openTestDatabase(), await openTestDatabase()];
  let timesBuilt = 0;
  const names = builtOnce((db) => {
    timesBuilt += 1;
    return db
      .select({ name: users.name })
      .from(users)
      .where(eq(users.role, sql.placeholder('role')))
      .prepare();
  });
  expect(names(one.db).all({ role: 'member' })).toEqual([]);
  addPerson(one.db, 'bob');
  expect(names(one.db).all({ role: 'member' })).toEqual([{ name: 'bob' }]);
  expect(names(one.db).all({ role: 'admin' })).toEqual([]);
  expect(names(other.db).all({ role: 'member' })).toEqual([]);
  expect(timesBuilt).toBe(2);
});
