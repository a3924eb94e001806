import { asc, count, eq, getTableColumns, sql } from 'drizzle-orm';
import type { Db } from './open.ts';
import { users } from './schema.ts';
import { builtOnce } from './statements.ts';

/** A person as pages and use cases see her; the hash of her password stays here. */
export type User = Omit<typeof users.$inferSelect, 'passwordHash'>;
export type Role = User['role'];

const { passwordHash: _hash, ...visible } = getTableColumns(users);

export function countUsers(db: Db): number {
  return db.select({ n: count() }).from(users).get()?.n ?? 0;
}

export function listUsers(db: Db): User[] {
  return db.select(visible).from(users).orderBy(asc(users.createdAt), asc(users.id)).all();
}

const userById = builtOnce((db) =>
  db
    .select(visible)
    .from(users)
    .where(eq(users.id, sql.placeholder('id')))
    .prepare(),
);

export function findUser(db: Db, id: string): User | undefined {
  return userById(db).get({ id });
}

/** By name, in which upper and lower case are the same. */
export function findUserByName(db: Db, name: string): User | undefined {
  return db.select(visible).from(users).where(sql`lower(${users.name}) = lower(${name})`).get();
}

export function readPasswordHash(db: Db, id: string): string | undefined {
  return db.select({ hash: users.passwordHash }).from(users).where(eq(users.id, id)).get()?.hash;
}

/** Throws a unique violation when somebody has the name already. */
export function insertUser(db: Db, user: typeof users.$inferInsert): void {
  db.insert(users).values(user).run();
}

export function updatePasswordHash(db: Db, id: string, passwordHash: string): void {
  db.update(users).set({ passwordHash }).where(eq(users.id, id)).run();
}

export function updateLanguage(db: Db, id: string, language: string): void {
  db.update(users).set({ language }).where(eq(users.id, id)).run();
}

export function updateActiveConnection(db: Db, id: string, connectionId: string | null): void {
  db.update(users).set({ activeConnectionId: connectionId }).where(eq(users.id, id)).run();
}

/** Removes the person with everything that is hers. */
export function deleteUser(db: Db, id: string): void {
  db.delete(users).where(eq(users.id, id)).run();
}

export function countAdmins(db: Db): number {
  return db.select({ n: count() }).from(users).where(eq(users.role, 'admin')).get()?.n ?? 0;
}
