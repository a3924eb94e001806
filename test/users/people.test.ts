import { beforeEach, describe, expect, it } from 'vitest';
import { readPasswordHash, updatePasswordHash } from '../../db/users.ts';
import { AppError } from '../../src/lib/errors.ts';
import { createPasswords } from '../../src/users/passwords.ts';
import { createUsers, type Users } from '../../src/users/users.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { addPersonas, cheapPasswords, type Personas } from '../support/personas.ts';

const visit = { address: '192.0.2.1', userAgent: 'a browser' };
const dayMs = 86_400_000;

let database: TestDatabase;
let clock: TestClock;
let users: Users;

beforeEach(async () => {
  database = await openTestDatabase();
  clock = testClock();
  users = createUsers({ db: database.db, clock, passwords: cheapPasswords });
});

const codeOf = async (deed: () => unknown) => {
  try {
    await deed();
  } catch (thrown) {
    return thrown instanceof AppError ? thrown.code : thrown;
  }
  return 'nothing was thrown';
};

describe('the set-up link', () => {
  it('makes the first administrator, once', async () => {
    const link = users.prepareSetUp();
    const wish = { token: link?.token ?? '', name: 'Alice', password: 'correct horse battery', visit };
    const { user } = await users.setUp(wish);
    expect(user).toMatchObject({ name: 'Alice', role: 'admin' });
    expect(await codeOf(() => users.setUp({ ...wish, name: 'Mallory' }))).toBe('not-found');
    expect(users.prepareSetUp()).toBeNull();
  });

  it('is replaced by a fresh one at every start while there is nobody', async () => {
    const first = users.prepareSetUp();
    const second = users.prepareSetUp();
    expect(await codeOf(() => users.checkSetUpLink(first?.token ?? ''))).toBe('not-found');
    expect(() => users.checkSetUpLink(second?.token ?? '')).not.toThrow();
  });

  it('makes one administrator when two people use it at the same moment', async () => {
    const token = users.prepareSetUp()?.token ?? '';
    const wishes = ['Alice', 'Mallory'].map((name) => users.setUp({ token, name, password: 'long enough', visit }));
    const outcomes = await Promise.allSettled(wishes);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(users.members.list()).toHaveLength(1);
  });

  it('changes nothing when the password is too short', async () => {
    const token = users.prepareSetUp()?.token ?? '';
    expect(await codeOf(() => users.setUp({ token, name: 'Alice', password: 'too short', visit }))).toBe('password');
    expect(users.isSetUp()).toBe(false);
    expect(() => users.checkSetUpLink(token)).not.toThrow();
  });
});

describe('with Alice, Bob and Charlie', () => {
  let personas: Personas;
  beforeEach(async () => {
    personas = await addPersonas({ db: database.db, clock, users });
  });

  const signIn = (name: string, password: string, address = visit.address) =>
    users.signIn({ name, password, visit: { ...visit, address } });

  it('signs in whatever the case of the name', async () => {
    const { user, token } = await signIn(' bOB ', personas.bob.password);
    expect(user.id).toBe(personas.bob.user.id);
    expect(users.sessions.resume(token)?.user.name).toBe('Bob');
  });

  it('says the same about an unknown name and a wrong password', async () => {
    const [unknown, wrong] = await Promise.all([
      signIn('Nobody', 'whatever it is').catch((thrown) => thrown.sentence),
      signIn('Bob', 'whatever it is').catch((thrown) => thrown.sentence),
    ]);
    expect(unknown).toEqual(wrong);
  });

  it('slows down guessing without locking anybody else out', async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      expect(await codeOf(() => signIn('Bob', 'a wrong guess'))).toBe('wrong-password');
    }
    expect(await codeOf(() => signIn('Bob', personas.bob.password))).toBe('throttled');
    expect((await signIn('Bob', personas.bob.password, '192.0.2.2')).user.name).toBe('Bob');
    expect((await signIn('Charlie', personas.charlie.password)).user.name).toBe('Charlie');
  });

  it('does not let a password in that was replaced while it was being checked', async () => {
    const { bob } = personas;
    const next = await cheapPasswords.hash('quite another one');
    const signingIn = codeOf(() => users.signIn({ name: 'Bob', password: bob.password, visit }));
    updatePasswordHash(database.db, bob.user.id, next);
    expect(await signingIn).toBe('wrong-password');
    expect(readPasswordHash(database.db, bob.user.id)).toBe(next);
  });

  it('does not bring back a password that was replaced while its hash was made anew', async () => {
    const { bob } = personas;
    const next = await cheapPasswords.hash('quite another one');
    const hash = async (password: string) => {
      updatePasswordHash(database.db, bob.user.id, next);
      return cheapPasswords.hash(password);
    };
    const passwords = { ...cheapPasswords, hash, isOutdated: () => true };
    const people = createUsers({ db: database.db, clock, passwords });
    expect(await codeOf(() => people.signIn({ name: 'Bob', password: bob.password, visit }))).toBe('wrong-password');
    expect(readPasswordHash(database.db, bob.user.id)).toBe(next);
  });

  it('makes an outdated hash anew at the next sign-in', async () => {
    const stronger = createPasswords({ memoryCost: 128, timeCost: 1, parallelism: 1 });
    const later = createUsers({ db: database.db, clock, passwords: stronger });
    const { id, name } = personas.bob.user;
    await later.signIn({ name, password: personas.bob.password, visit });
    expect(readPasswordHash(database.db, id)).toContain('m=128,');
    expect((await later.signIn({ name, password: personas.bob.password, visit })).user.id).toBe(id);
  });

  it('keeps of a session nothing that could sign anybody in', () => {
    const stored = JSON.stringify(database.db.$client.prepare('select * from sessions').all());
    expect(stored).not.toContain(personas.bob.token);
  });

  it('lets a session slide for thirty days and no longer', () => {
    clock.advance(29 * dayMs);
    expect(users.sessions.resume(personas.bob.token)).not.toBeNull();
    clock.advance(29 * dayMs);
    expect(users.sessions.resume(personas.bob.token)).not.toBeNull();
    clock.advance(31 * dayMs);
    expect(users.sessions.resume(personas.bob.token)).toBeNull();
    users.cleanUp();
    expect(database.db.$client.prepare('select count(*) from sessions').pluck().get()).toBe(0);
  });

  it('writes that a session was seen at most once a minute', () => {
    const seen = () => users.sessions.list(personas.bob.user.id)[0]?.lastSeenAt;
    const first = seen();
    clock.advance(59_000);
    users.sessions.resume(personas.bob.token);
    expect(seen()).toBe(first);
    clock.advance(1000);
    users.sessions.resume(personas.bob.token);
    expect(seen()).toBe(clock.now());
  });

  it('ends a session for its owner only, and says so to who listens', () => {
    const ended: string[] = [];
    users.sessions.onEnded(({ sessionId }) => ended.push(sessionId));
    expect(users.sessions.end(personas.charlie.user.id, personas.bob.sessionId)).toBe(false);
    expect(users.sessions.isLive(personas.bob.sessionId)).toBe(true);
    expect(users.sessions.end(personas.bob.user.id, personas.bob.sessionId)).toBe(true);
    expect(users.sessions.isLive(personas.bob.sessionId)).toBe(false);
    expect(ended).toEqual([personas.bob.sessionId]);
  });

  it('changes a password and signs the other devices out', async () => {
    const { user, password, sessionId } = personas.bob;
    const other = users.sessions.open(user.id, 'a phone');
    const change = { user, sessionId, address: visit.address, next: 'a much newer one' };
    expect(await codeOf(() => users.changePassword({ ...change, current: 'not it at all' }))).toBe('wrong-password');
    await users.changePassword({ ...change, current: password });
    expect(users.sessions.isLive(sessionId)).toBe(true);
    expect(users.sessions.isLive(other.session.id)).toBe(false);
    expect(await codeOf(() => signIn('Bob', password))).toBe('wrong-password');
    expect((await signIn('Bob', 'a much newer one')).user.id).toBe(user.id);
  });

  it('lets an invited person join once, within seven days', async () => {
    const { token } = users.members.invite(personas.alice.user, 'member');
    const { user } = await users.acceptInvitation({ token, name: 'Dora', password: 'long enough now', visit });
    expect(user.role).toBe('member');
    const again = { token, name: 'Eve', password: 'long enough now', visit };
    expect(await codeOf(() => users.acceptInvitation(again))).toBe('not-found');
    const late = users.members.invite(personas.alice.user, 'member');
    clock.advance(7 * dayMs);
    expect(await codeOf(() => users.readInvitation(late.token))).toBe('not-found');
  });

  it('keeps an invitation for another try when the name is taken', async () => {
    const { token } = users.members.invite(personas.alice.user, 'member');
    const wish = { token, password: 'long enough now', visit };
    expect(await codeOf(() => users.acceptInvitation({ ...wish, name: 'BOB' }))).toBe('name');
    expect((await users.acceptInvitation({ ...wish, name: 'Dora' })).user.name).toBe('Dora');
  });

  it.each(['', '   ', 'a\u202Eb', 'two  spaces', '<b>', 'x'.repeat(51)])('refuses the name %j', async (name) => {
    const { token } = users.members.invite(personas.alice.user, 'member');
    expect(await codeOf(() => users.acceptInvitation({ token, name, password: 'long enough now', visit }))).toBe(
      'name',
    );
  });

  it('resets a password by a link and ends every session of before', async () => {
    const first = users.members.resetLink(personas.alice.user, personas.bob.user.id);
    const { token } = users.members.resetLink(personas.alice.user, personas.bob.user.id);
    expect(await codeOf(() => users.readInvitation(first.token))).toBe('not-found');
    const entered = await users.acceptInvitation({ token, password: 'a brand new one', visit });
    expect(entered.user.id).toBe(personas.bob.user.id);
    expect(users.sessions.resume(personas.bob.token)).toBeNull();
    expect(users.sessions.resume(entered.token)?.user.id).toBe(personas.bob.user.id);
  });

  it('signs in by a link once', async () => {
    const { token } = users.signInLink(personas.bob.user.id);
    expect((await users.acceptInvitation({ token, visit })).user.id).toBe(personas.bob.user.id);
    expect(await codeOf(() => users.acceptInvitation({ token, visit }))).toBe('not-found');
  });

  it('does not take a set-up link for an invitation, nor the other way round', async () => {
    const { token } = users.members.invite(personas.alice.user, 'member');
    expect(await codeOf(() => users.checkSetUpLink(token))).toBe('not-found');
  });

  it('removes a member after what runs for her was ended, and never the last administrator', async () => {
    const told: string[] = [];
    users.members.beforeRemoval(async (userId) => void told.push(userId));
    await users.members.remove(personas.alice.user, personas.bob.user.id);
    expect(told).toEqual([personas.bob.user.id]);
    expect(users.sessions.resume(personas.bob.token)).toBeNull();
    expect(users.members.list().map(({ name }) => name)).toEqual(['Alice', 'Charlie']);
    expect(await codeOf(() => users.members.remove(personas.alice.user, personas.alice.user.id))).toBe('last-admin');
    expect(users.sessions.resume(personas.alice.token)).not.toBeNull();
  });
});
