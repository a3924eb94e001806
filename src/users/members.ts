import { writeAudit } from '../../db/audit.ts';
import { type Db, isUniqueViolation, transact } from '../../db/open.ts';
import { countAdmins, deleteUser, findUser, insertUser, listUsers, type Role, type User } from '../../db/users.ts';
import { countCharacters } from '../lib/characters.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { say } from '../lib/sentence.ts';
import type { Invitation, Links, OneTimeLink } from './links.ts';
import type { Sessions } from './sessions.ts';

const maxNameCharacters = 50;
/** Letters, digits and marks of any script, and what handles are made of; no spaces at the ends, no invisible ones. */
const nameRule = /^[\p{L}\p{N}\p{M}._@-]+( [\p{L}\p{N}\p{M}._@-]+)*$/u;

export type NewMember = { name: string; passwordHash: string; role: Role; language?: string };

export type Members = {
  /** The name as it will be kept; throws a validation error of the code `name`. */
  checkName: (name: string) => string;
  /** Throws `name` when somebody has the name already. */
  add: (member: NewMember) => User;
  list: () => User[];
  /** Throws `not-found`. */
  get: (id: string) => User;
  /** Links that nobody has used yet. */
  listInvitations: () => Invitation[];
  takeBackInvitation: (by: User, id: string) => void;
  /** A link by which somebody becomes a member (or administrator). */
  invite: (by: User, role: Role) => OneTimeLink;
  /** A link by which a member sets a new password. */
  resetLink: (by: User, userId: string) => OneTimeLink;
  /** Removes a person and everything that is hers; throws for the last administrator. */
  remove: (by: User, userId: string) => Promise<void>;
  /** Whom to call before a person is removed, to end what runs for her. */
  beforeRemoval: (listener: (userId: string) => Promise<void>) => void;
};

export function createMembers(parts: { db: Db; clock: Clock; links: Links; sessions: Sessions }): Members {
  const { db, clock, links, sessions } = parts;
  const listeners: ((userId: string) => Promise<void>)[] = [];

  const get = (id: string) => {
    const user = findUser(db, id);
    if (!user) throw new AppError('validation', say('people.unknownMember'), { code: 'not-found' });
    return user;
  };

  const audit = (by: User, action: string, subject?: string) =>
    writeAudit(db, { userId: by.id, action, ...(subject !== undefined && { subject }) }, clock.now());

  const refuseLastAdmin = (user: User) => {
    if (user.role !== 'admin' || countAdmins(db) > 1) return;
    throw new AppError('validation', say('people.lastAdmin', { name: user.name }), { code: 'last-admin' });
  };

  return {
    checkName,
    add: ({ name, passwordHash, role, language = 'en' }) => {
      const now = clock.now();
      const id = newId(now);
      try {
        insertUser(db, { id, name: checkName(name), passwordHash, role, language, createdAt: now });
      } catch (thrown) {
        if (isUniqueViolation(thrown)) throw nameError('people.nameTaken', thrown);
        throw thrown;
      }
      return get(id);
    },
    list: () => listUsers(db),
    get,
    listInvitations: () => links.listMemberInvitations(),
    takeBackInvitation: (by, id) =>
      transact(db, () => {
        links.takeBack(id);
        audit(by, 'member.invitation-taken-back', id);
      }),
    invite: (by, role) =>
      transact(db, () => {
        audit(by, 'member.invited', role);
        return links.make({ purpose: 'member', role, createdBy: by.id });
      }),
    resetLink: (by, userId) =>
      transact(db, () => {
        const user = get(userId);
        links.takeBackAllOf(userId);
        audit(by, 'member.reset-link', userId);
        return links.make({ purpose: 'reset', role: user.role, userId, createdBy: by.id });
      }),
    remove: async (by, userId) => {
      refuseLastAdmin(get(userId));
      sessions.endAll(userId);
      for (const listener of listeners) await listener(userId);
      transact(db, () => {
        const user = get(userId);
        // Asked again: two administrators may remove each other at the same moment.
        refuseLastAdmin(user);
        deleteUser(db, userId);
        audit(by, 'member.removed', user.name);
      });
    },
    beforeRemoval: (listener) => {
      listeners.push(listener);
    },
  };
}

function checkName(typed: string): string {
  const name = typed.normalize('NFC').trim();
  if (name === '') throw nameError('people.nameMissing');
  if (countCharacters(name) > maxNameCharacters) throw nameError('people.nameTooLong');
  if (!nameRule.test(name)) throw nameError('people.nameOdd');
  return name;
}

function nameError(key: string, cause?: unknown): AppError {
  return new AppError('validation', say(key, key === 'people.nameTooLong' ? { count: maxNameCharacters } : undefined), {
    code: 'name',
    ...(cause !== undefined && { cause }),
  });
}
