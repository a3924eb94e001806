import type { Db } from '../../db/open.ts';
import { updateLanguage } from '../../db/users.ts';
import type { Clock } from '../lib/clock.ts';
import { createJoining, type Joining } from './joining.ts';
import { createLinks } from './links.ts';
import { createMembers, type Members } from './members.ts';
import { createPasswords, type Passwords } from './passwords.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createSigningIn, type SigningIn } from './signing-in.ts';
import { createThrottle, type Throttle } from './throttle.ts';

export type { User } from '../../db/users.ts';

export type Users = Omit<SigningIn, 'replacePassword'> &
  Joining & {
    sessions: Sessions;
    members: Members;
    changeLanguage: (userId: string, language: string) => void;
    /** Forgets sessions and links whose time is over. */
    cleanUp: () => void;
  };

export type UsersParts = { db: Db; clock: Clock; passwords?: Passwords; throttle?: Throttle };

/** People: who they are, how they come in, and how they leave. */
export function createUsers({ db, clock, ...parts }: UsersParts): Users {
  const passwords = parts.passwords ?? createPasswords();
  const throttle = parts.throttle ?? createThrottle({ clock });
  const sessions = createSessions({ db, clock });
  const links = createLinks({ db, clock });
  const members = createMembers({ db, clock, links, sessions });
  const signingIn = createSigningIn({ db, clock, passwords, throttle, sessions, links });
  const joining = createJoining({ db, clock, passwords, sessions, links, members, signingIn });

  return {
    ...joining,
    signIn: signingIn.signIn,
    changePassword: signingIn.changePassword,
    sessions,
    members,
    changeLanguage: (userId, language) => updateLanguage(db, userId, language),
    cleanUp: () => {
      sessions.removeExpired();
      links.removeExpired();
    },
  };
}
