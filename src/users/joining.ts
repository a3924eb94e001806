import { writeAudit } from '../../db/audit.ts';
import { type Db, transact } from '../../db/open.ts';
import { countUsers, type User } from '../../db/users.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import type { Invitation, Links, OneTimeLink } from './links.ts';
import type { Members } from './members.ts';
import type { Passwords } from './passwords.ts';
import type { Sessions } from './sessions.ts';
import type { SignedIn, SigningIn, Visit } from './signing-in.ts';

/** `inside` runs in the transaction that creates the person: what must hold from then on. */
export type NewAdministrator = {
  token: string;
  name: string;
  password: string;
  visit: Visit;
  inside?: (() => void) | undefined;
};

/** A new member gives name and password, a reset a password, a sign-in nothing. */
export type Acceptance = {
  token: string;
  name?: string | undefined;
  password?: string | undefined;
  visit: Visit;
};

export type Joining = {
  isSetUp: () => boolean;
  /** A fresh set-up link that replaces the former one; null when somebody has set Altwright up already. */
  prepareSetUp: () => OneTimeLink | null;
  /** Throws `not-found` for a set-up link that is unknown, used or too old. */
  checkSetUpLink: (token: string) => void;
  /** Creates the first administrator. Throws `not-found` for a dead link, `name`, `password`. */
  setUp: (wish: NewAdministrator) => Promise<SignedIn>;
  /** What a link for a member, a reset or a sign-in is for, and for whom. Throws `not-found`. */
  readInvitation: (token: string) => { invitation: Invitation; user: User | null };
  /** Uses such a link up. Throws `not-found`, `name`, `password`. */
  acceptInvitation: (wish: Acceptance) => Promise<SignedIn>;
  /** A link that signs a person in once, for who has the program's own output in sight. */
  signInLink: (userId: string) => OneTimeLink;
};

export type JoiningParts = {
  db: Db;
  clock: Clock;
  passwords: Passwords;
  sessions: Sessions;
  links: Links;
  members: Members;
  signingIn: SigningIn;
};

/** Coming in by a one-time link. Looking at a link never uses it up: link previews look at every link. */
export function createJoining(parts: JoiningParts): Joining {
  const { db, clock, passwords, sessions, links, members, signingIn } = parts;
  const isSetUp = () => countUsers(db) > 0;
  const enter = (user: User, visit: Visit): SignedIn => ({ user, ...sessions.open(user.id, visit.userAgent) });

  const join = async (
    invitation: Invitation,
    action: string,
    wish: Acceptance & { inside?: NewAdministrator['inside'] },
  ) => {
    const { name = '', password = '', visit, inside } = wish;
    members.checkName(name);
    const passwordHash = await passwords.hash(password);
    return transact(db, () => {
      links.claim(invitation);
      const isSecondSetUp = invitation.purpose === 'setup' && isSetUp();
      if (isSecondSetUp) throw new AppError('validation', say('people.linkDead'), { code: 'not-found' });
      const user = members.add({ name, passwordHash, role: invitation.role });
      writeAudit(db, { userId: user.id, action, subject: user.name }, clock.now());
      inside?.();
      return enter(user, visit);
    });
  };

  const reset = async (invitation: Invitation, user: User, { password = '', visit }: Acceptance) => {
    const passwordHash = await passwords.hash(password);
    signingIn.replacePassword({ userId: user.id, passwordHash, inside: () => links.claim(invitation) });
    return enter(user, visit);
  };

  const signInByLink = (invitation: Invitation, user: User, { visit }: Acceptance) =>
    transact(db, () => {
      links.claim(invitation);
      writeAudit(db, { userId: user.id, action: 'signed-in.by-link' }, clock.now());
      return enter(user, visit);
    });

  const readInvitation = (token: string) => {
    const invitation = links.read(token, 'member', 'reset', 'sign-in');
    return { invitation, user: invitation.userId === null ? null : members.get(invitation.userId) };
  };

  return {
    isSetUp,
    readInvitation,
    prepareSetUp: () =>
      transact(db, () => {
        links.takeBackSetUp();
        return isSetUp() ? null : links.make({ purpose: 'setup', role: 'admin' });
      }),
    checkSetUpLink: (token) => void links.read(token, 'setup'),
    setUp: (wish) => join(links.read(wish.token, 'setup'), 'set-up', wish),
    acceptInvitation: async (wish) => {
      const { invitation, user } = readInvitation(wish.token);
      if (!user) return join(invitation, 'member.joined', wish);
      return invitation.purpose === 'reset' ? reset(invitation, user, wish) : signInByLink(invitation, user, wish);
    },
    signInLink: (userId) => links.make({ purpose: 'sign-in', role: members.get(userId).role, userId }),
  };
}
