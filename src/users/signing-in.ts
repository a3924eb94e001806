import { writeAudit } from '../../db/audit.ts';
import { type Db, transact } from '../../db/open.ts';
import { findUserByName, readPasswordHash, type User, updatePasswordHash } from '../../db/users.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import type { Links } from './links.ts';
import type { Passwords } from './passwords.ts';
import type { Session, Sessions } from './sessions.ts';
import type { Throttle } from './throttle.ts';

/** Where somebody knocks: the address counts wrong passwords, the browser's name tells sessions apart. */
export type Visit = { address: string; userAgent: string };
export type SignedIn = { user: User; session: Session; token: string };

export type PasswordChange = { user: User; current: string; next: string; sessionId: string; address: string };

export type SigningIn = {
  /** Throws `wrong-password`, `throttled`. */
  signIn: (wish: { name: string; password: string; visit: Visit }) => Promise<SignedIn>;
  /** Throws `wrong-password`, `password`, `throttled`. Ends all other sessions. */
  changePassword: (wish: PasswordChange) => Promise<void>;
  /** Sets a password that has been earned otherwise, and ends the person's sessions and links. */
  replacePassword: (wish: {
    userId: string;
    passwordHash: string;
    keepSessionId?: string;
    inside?: () => void;
  }) => void;
};

export type SigningInParts = {
  db: Db;
  clock: Clock;
  passwords: Passwords;
  throttle: Throttle;
  sessions: Sessions;
  links: Links;
};

/** Names and passwords at the door. */
export function createSigningIn({ db, clock, passwords, throttle, sessions, links }: SigningInParts): SigningIn {
  /** Checks a password as one of the attempts that the throttle counts. */
  const isRight = async (name: string, password: string, phc: string | undefined, address: string) => {
    await throttle.attempt(name, address);
    const answer = await passwords.verify(password, phc);
    if (answer) await throttle.succeeded(name, address);
    return answer;
  };

  const replacePassword: SigningIn['replacePassword'] = ({ userId, passwordHash, keepSessionId, inside }) => {
    transact(db, () => {
      inside?.();
      updatePasswordHash(db, userId, passwordHash);
      links.takeBackAllOf(userId);
      writeAudit(db, { userId, action: 'password.changed' }, clock.now());
    });
    sessions.endAll(userId, keepSessionId);
  };

  /** Hashing takes a while: a password replaced meanwhile no longer opens anything, nor comes back. */
  const requireUnchanged = (userId: string, phc: string | undefined, otherwise: string) => {
    if (readPasswordHash(db, userId) !== phc) throw wrongPassword(otherwise);
  };

  return {
    replacePassword,
    signIn: async ({ name, password, visit }) => {
      const user = findUserByName(db, name.normalize('NFC').trim());
      const phc = user && readPasswordHash(db, user.id);
      const knows = await isRight(name, password, phc, visit.address);
      if (!knows || !user || !phc) throw wrongPassword('people.wrongNameOrPassword');
      const renewed = passwords.isOutdated(phc) ? await passwords.hash(password) : undefined;
      requireUnchanged(user.id, phc, 'people.wrongNameOrPassword');
      if (renewed !== undefined) updatePasswordHash(db, user.id, renewed);
      return { user, ...sessions.open(user.id, visit.userAgent) };
    },
    changePassword: async ({ user, current, next, sessionId, address }) => {
      const phc = readPasswordHash(db, user.id);
      if (!(await isRight(user.name, current, phc, address))) throw wrongPassword('people.wrongPassword');
      const passwordHash = await passwords.hash(next);
      requireUnchanged(user.id, phc, 'people.wrongPassword');
      replacePassword({ userId: user.id, passwordHash, keepSessionId: sessionId });
    },
  };
}

function wrongPassword(key: string): AppError {
  return new AppError('authentication', say(key), { code: 'wrong-password' });
}
