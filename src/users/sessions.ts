import type { Db } from '../../db/open.ts';
import {
  deleteExpiredSessions,
  deleteSession,
  deleteSessionsOf,
  findSession,
  insertSession,
  listSessions,
  type Session,
  touchSession,
} from '../../db/sessions.ts';
import { findUser, type User } from '../../db/users.ts';
import type { Clock } from '../lib/clock.ts';
import { hashToken, newToken } from '../lib/ids.ts';

export type { Session };

/** A session ends after this time without a request. */
export const sessionLifetimeMs = 30 * 86_400_000;
/** A request writes that it was seen at most this often. */
const touchAfterMs = 60_000;

export type EndedSession = { userId: string; sessionId: string };

export type Sessions = {
  /** Starts a session. The token goes into the cookie and is kept nowhere else. */
  open: (userId: string, userAgent: string) => { token: string; session: Session };
  /** Who the cookie's token belongs to; null when it is unknown or its session has ended. */
  resume: (token: string) => { user: User; session: Session } | null;
  /** Whether the session still lasts; streams ask this while they run. */
  isLive: (sessionId: string) => boolean;
  list: (userId: string) => Session[];
  /** False when the person has no such session. */
  end: (userId: string, sessionId: string) => boolean;
  endAll: (userId: string, exceptSessionId?: string) => void;
  removeExpired: () => number;
  /** Calls back for every session that is ended by somebody; returns how to stop that. */
  onEnded: (listener: (ended: EndedSession) => void) => () => void;
};

/** Sessions in the database: signing out, or being signed out by another device, holds at once. */
export function createSessions({ db, clock }: { db: Db; clock: Clock }): Sessions {
  const listeners = new Set<(ended: EndedSession) => void>();
  const tell = (ended: EndedSession) => {
    for (const listener of listeners) listener(ended);
  };

  const touch = (session: Session): Session => {
    const now = clock.now();
    if (now - session.lastSeenAt < touchAfterMs) return session;
    const seen = { ...session, lastSeenAt: now, expiresAt: now + sessionLifetimeMs };
    touchSession(db, seen.id, seen.lastSeenAt, seen.expiresAt);
    return seen;
  };

  return {
    open: (userId, userAgent) => {
      const token = newToken();
      const now = clock.now();
      const session: Session = {
        id: hashToken(token),
        userId,
        userAgent: userAgent.slice(0, 300),
        createdAt: now,
        lastSeenAt: now,
        expiresAt: now + sessionLifetimeMs,
      };
      insertSession(db, session);
      return { token, session };
    },
    resume: (token) => {
      const session = findSession(db, hashToken(token), clock.now());
      const user = session && findUser(db, session.userId);
      return session && user ? { user, session: touch(session) } : null;
    },
    isLive: (sessionId) => findSession(db, sessionId, clock.now()) !== undefined,
    list: (userId) => listSessions(db, userId, clock.now()),
    end: (userId, sessionId) => {
      const isEnded = deleteSession(db, userId, sessionId);
      if (isEnded) tell({ userId, sessionId });
      return isEnded;
    },
    endAll: (userId, exceptSessionId) => {
      for (const sessionId of deleteSessionsOf(db, userId, exceptSessionId)) tell({ userId, sessionId });
    },
    removeExpired: () => deleteExpiredSessions(db, clock.now()),
    onEnded: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
