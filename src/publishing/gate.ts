import type { Db } from '../../db/open.ts';
import {
  findPublishingConnection,
  listWritesSince,
  type PublicationRow,
  readPausedUntil,
} from '../../db/publications.ts';
import { nextSlot, paceOf, windowStart } from './pace.ts';

/**
 * When a connection may go on. Its pace and a server's "too many requests" are read from rows each time; only how full
 * a budget was, and trouble that belongs to no single post, are remembered here.
 */
export function createGate({ db, now, editsPerHour }: { db: Db; now: () => number; editsPerHour: number }) {
  const resting = new Map<string, number>();
  return {
    rest(connectionId: string, untilMs: number): void {
      resting.set(connectionId, untilMs);
    },
    /** The rest ends: its person connected the account again. */
    rouse(connectionId: string): void {
      resting.delete(connectionId);
    },
    /** Settling what may have been written needs no slot in the pace. */
    opensAt(connectionId: string, next: PublicationRow): number {
      const rest = Math.max(resting.get(connectionId) ?? 0, readPausedUntil(db, connectionId));
      if (next.state === 'publishing') return rest;
      const pace = paceOf(findPublishingConnection(db, connectionId)?.settings, editsPerHour);
      return Math.max(rest, nextSlot(listWritesSince(db, connectionId, windowStart(now())), pace, now()));
    },
  };
}

export type Gate = ReturnType<typeof createGate>;
