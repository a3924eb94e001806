import type { Db } from '../../db/open.ts';
import { findPublishingConnection, listWrites, type PublicationRow, readPausedUntil } from '../../db/publications.ts';
import type { Sentence } from '../lib/sentence.ts';
import { lastHour, nextSlot, paceOf } from './pace.ts';

/** A time during which nothing is asked of a connection's server, and why. */
export type Rest = { untilMs: number; why: Sentence };

/**
 * When a connection may go on. Its pace and a server's "too many requests" are read from rows each time; only how full
 * a budget was, and trouble that belongs to no single post, are remembered here.
 */
export function createGate({ db, now, editsPerHour }: { db: Db; now: () => number; editsPerHour: number }) {
  const resting = new Map<string, Rest>();
  return {
    rest(connectionId: string, rest: Rest): void {
      resting.set(connectionId, rest);
    },
    /** The rest ends: its person connected the account again. */
    rouse(connectionId: string): void {
      resting.delete(connectionId);
    },
    restOf: (connectionId: string): Rest | undefined => resting.get(connectionId),
    /** Settling what may have been written needs no slot in the pace. */
    opensAt(connectionId: string, next: PublicationRow): number {
      const rest = Math.max(resting.get(connectionId)?.untilMs ?? 0, readPausedUntil(db, connectionId));
      if (next.state === 'publishing') return rest;
      const pace = paceOf(findPublishingConnection(db, connectionId)?.settings, editsPerHour);
      return Math.max(rest, nextSlot(listWrites(db, connectionId, lastHour(now())), pace, now()));
    },
  };
}

export type Gate = ReturnType<typeof createGate>;
