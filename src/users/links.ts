import {
  claimInvitation,
  deleteExpiredInvitations,
  deleteInvitation,
  deleteLinksOf,
  deleteSetUpInvitations,
  findOpenInvitation,
  type Invitation,
  insertInvitation,
  listOpenMemberInvitations,
} from '../../db/invitations.ts';
import type { Db } from '../../db/open.ts';
import type { Role } from '../../db/users.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { hashToken, newId, newToken } from '../lib/ids.ts';
import { say } from '../lib/sentence.ts';

export type { Invitation };
export type LinkPurpose = Invitation['purpose'];

const dayMs = 86_400_000;
const lifetimesMs: Record<LinkPurpose, number> = {
  setup: 7 * dayMs,
  member: 7 * dayMs,
  reset: dayMs,
  'sign-in': dayMs,
};

/** The secret part of a one-time link, and when the link stops working. */
export type OneTimeLink = { token: string; expiresAtMs: number };

export type NewLink = { purpose: LinkPurpose; role: Role; userId?: string; createdBy?: string };

export type Links = {
  make: (wish: NewLink) => OneTimeLink;
  /** What the link is for; throws `not-found` when it is unknown, used or too old. Uses nothing up. */
  read: (token: string, ...purposes: LinkPurpose[]) => Invitation;
  /** Uses the link up; throws `not-found` when somebody was faster. Call it in the transaction of the deed. */
  claim: (invitation: Invitation) => void;
  listMemberInvitations: () => Invitation[];
  takeBack: (id: string) => void;
  takeBackAllOf: (userId: string) => void;
  takeBackSetUp: () => void;
  removeExpired: () => number;
};

/** One-time links: the first administrator, new members, forgotten passwords, the demo's sign-in. */
export function createLinks({ db, clock }: { db: Db; clock: Clock }): Links {
  return {
    make: ({ purpose, role, userId, createdBy }) => {
      const token = newToken();
      const now = clock.now();
      const expiresAt = now + lifetimesMs[purpose];
      insertInvitation(db, {
        id: newId(now),
        tokenHash: hashToken(token),
        purpose,
        role,
        userId: userId ?? null,
        createdBy: createdBy ?? null,
        createdAt: now,
        expiresAt,
      });
      return { token, expiresAtMs: expiresAt };
    },
    read: (token, ...purposes) => {
      const invitation = findOpenInvitation(db, hashToken(token), clock.now());
      if (!invitation || !purposes.includes(invitation.purpose)) throw deadLink();
      return invitation;
    },
    claim: ({ id }) => {
      if (!claimInvitation(db, id, clock.now())) throw deadLink();
    },
    listMemberInvitations: () => listOpenMemberInvitations(db, clock.now()),
    takeBack: (id) => deleteInvitation(db, id),
    takeBackAllOf: (userId) => deleteLinksOf(db, userId),
    takeBackSetUp: () => deleteSetUpInvitations(db),
    removeExpired: () => deleteExpiredInvitations(db, clock.now()),
  };
}

function deadLink(): AppError {
  return new AppError('validation', say('people.linkDead'), { code: 'not-found' });
}
