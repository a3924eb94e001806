import { listImagesOfPost } from '../../db/decisions.ts';
import type { Db } from '../../db/open.ts';
import {
  findPublishingConnection,
  listConnectionsTo,
  listWrites,
  type PublicationRow,
  type PublishingConnection,
} from '../../db/publications.ts';
import { findQuietHours } from '../../db/quiet-hours.ts';
import { isShared } from '../connections/lane.ts';
import type { Rest, Rests } from '../connections/rests.ts';
import { familyOf } from '../platforms/index.ts';
import { openingOf, type Standing, type Turn } from './opening.ts';
import { type Budget, budgetOf, lastHour, mostAtOnce, unitsUsed } from './pace.ts';
import { quietUntilOf } from './quiet-hours.ts';
import { isWanted } from './schedule.ts';

export type GateTools = { db: Db; rests: Rests; now: () => number; editsPerHour: number };

export type Gate = ReturnType<typeof createGate>;

/**
 * When a connection may go on. What it has written and what its person wants is read from rows each time; only trouble
 * of this connection that belongs to no single post is remembered here.
 */
export function createGate({ db, rests, now, editsPerHour }: GateTools) {
  const resting = new Map<string, Rest>();

  function restOf(connectionId: string, reader: Db): Rest | undefined {
    const [own, servers] = [resting.get(connectionId), rests.forWriting(connectionId, reader)];
    if (!own || own.untilMs <= now()) return servers;
    return servers && servers.untilMs >= own.untilMs ? servers : own;
  }

  function budgetFor(connection: PublishingConnection): Budget {
    return budgetOf(familyOf(connection).capabilities.pace, connection.settings, editsPerHour);
  }

  /** Everything that decides when the connection may write, but for the publication itself. */
  function standingOf(connection: PublishingConnection, reader: Db = db): Standing {
    const { id, userId } = connection;
    const budget = budgetFor(connection);
    const sharers = isShared(connection) ? listConnectionsTo(reader, connection) : [id];
    const writes = listWrites(reader, sharers, lastHour(now()));
    return {
      budget,
      used: unitsUsed(writes, budget),
      lastWroteAt: writes.findLast(({ connectionId }) => connectionId === id)?.atMs ?? 0,
      rest: restOf(id, reader),
      quietUntil: quietUntilOf(findQuietHours(reader, userId)),
    };
  }

  return {
    rest(connectionId: string, rest: Rest): void {
      resting.set(connectionId, rest);
    },
    /** The rest ends: its person connected the account again. */
    rouse(connectionId: string): void {
      resting.delete(connectionId);
    },
    standingOf,
    /** When the publication may be written, and whose turn it is where several connections share a budget. */
    openingFor(next: PublicationRow): Turn | undefined {
      const { connectionId } = next;
      const connection = findPublishingConnection(db, connectionId);
      if (!connection) return undefined;
      const standing = standingOf(connection);
      const isByPicture = standing.budget.counts === 'pictures';
      const pictures = isByPicture ? listImagesOfPost(db, next.postId).filter(isWanted).length : 1;
      const candidate = { isSettling: next.state === 'publishing', isAsked: next.askedAt !== null, pictures };
      const opening = openingOf(standing, candidate, now());
      return { connectionId, opening, lastWroteAt: standing.lastWroteAt };
    },
    /** How many pictures of a post may be written together on this connection. */
    mostAtOnce(connectionId: string): number {
      const connection = findPublishingConnection(db, connectionId);
      return connection ? mostAtOnce(budgetFor(connection)) : 1;
    },
  };
}
