import type { Db } from '../../db/open.ts';
import { insertUser, type Role } from '../../db/users.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { createPasswords, type Passwords } from '../../src/users/passwords.ts';
import type { User, Users } from '../../src/users/users.ts';

export type Persona = { user: User; password: string; sessionId: string; token: string };

/** Alice administers, Bob posts, Charlie must see nothing of Bob's. */
export type Personas = { alice: Persona; bob: Persona; charlie: Persona };

/** Argon2id so cheap that tests need not wait for it; never for real passwords. */
export const cheapPasswords: Passwords = createPasswords({ memoryCost: 64, timeCost: 1, parallelism: 1 });

/** Adds the three with a password and a session each. */
export async function addPersonas(parts: { db: Db; clock: Clock; users: Users }): Promise<Personas> {
  return {
    alice: await add(parts, 'Alice', 'admin'),
    bob: await add(parts, 'Bob', 'member'),
    charlie: await add(parts, 'Charlie', 'member'),
  };
}

async function add(parts: { db: Db; clock: Clock; users: Users }, name: string, role: Role): Promise<Persona> {
  const { db, clock, users } = parts;
  const password = `the password of ${name}`;
  const id = `user-${name.toLowerCase()}`;
  insertUser(db, { id, name, role, passwordHash: await cheapPasswords.hash(password), createdAt: clock.now() });
  const { token, session } = users.sessions.open(id, 'a test');
  return { user: users.members.get(id), password, sessionId: session.id, token };
}
