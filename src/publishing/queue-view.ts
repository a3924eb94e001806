import type { Db } from '../../db/open.ts';
import {
  countOpenPublications,
  type ListedPublication,
  listEndedPublications,
  listOpenPublications,
} from '../../db/publication-lists.ts';
import {
  listPublishingConnections,
  listWrites,
  type PublishingConnection,
  readPausedUntil,
} from '../../db/publications.ts';
import type { Clock } from '../lib/clock.ts';
import { type Sentence, say } from '../lib/sentence.ts';
import type { Gate, Rest } from './gate.ts';
import { lastHour, nextSlot, paceOf } from './pace.ts';

type User = { id: string };

/** A publication that waits or is being written. `expectedAt`: when, as things stand; null while it waits for the person. */
export type QueuedPublication = ListedPublication & { expectedAt: number | null; why: Sentence };

/** What the pages show of publishing. All of it is of one person. */
export function createQueueView(tools: { reader: Db; clock: Clock; gate: Gate; editsPerHour: number }) {
  const { reader, clock, gate, editsPerHour } = tools;

  function queueOf(connection: PublishingConnection, limit: number): QueuedPublication[] {
    const now = clock.now();
    const writes = listWrites(reader, connection.id, lastHour(now));
    const pace = paceOf(connection.settings, editsPerHour);
    const pausedUntil = readPausedUntil(reader, connection.id);
    const rest = gate.restOf(connection.id);
    return listOpenPublications(reader, connection.id, limit).map((publication) => {
      const block = blockOf(connection, publication);
      if (block) return { ...publication, expectedAt: null, why: block };
      const earliest = Math.max(now, publication.notBefore, pausedUntil, rest?.untilMs ?? 0);
      const expectedAt = nextSlot(writes, pace, earliest);
      writes.push(expectedAt);
      return { ...publication, expectedAt, why: reasonOf(publication, rest, { now, earliest, expectedAt }) };
    });
  }

  return {
    /** Everything that is still to be written, in the order in which it will be, with times and reasons. */
    queue(wish: { user: User; connectionId?: string; limit?: number }): QueuedPublication[] {
      return listPublishingConnections(reader, wish.user.id)
        .filter(({ id }) => wish.connectionId === undefined || id === wish.connectionId)
        .flatMap((connection) => queueOf(connection, wish.limit ?? 100));
    },
    /** What has ended, the newest first, with its reason; goes on before the `createdAt` of the last one shown. */
    history(wish: { user: User; before?: number; limit?: number }): ListedPublication[] {
      return listEndedPublications(reader, wish.user.id, wish.limit ?? 50, wish.before ?? Number.MAX_SAFE_INTEGER);
    },
    /** How many publications wait or are being written, at most 1,000. */
    countOpen: (wish: { user: User }): number => countOpenPublications(reader, wish.user.id),
  };
}

/** Why nothing of the connection goes on before its person has acted. */
function blockOf(connection: PublishingConnection, { state }: ListedPublication): Sentence | null {
  const { handle } = connection;
  if (connection.status === 'expired') return say('publishing.waitsForConnection', { handle });
  if (connection.warningAcceptedAt === null && state === 'waiting')
    return say('publishing.waitsForWarning', { handle });
  return null;
}

function reasonOf(
  { state, error, reason, notBefore }: ListedPublication,
  rest: Rest | undefined,
  { now, earliest, expectedAt }: { now: number; earliest: number; expectedAt: number },
): Sentence {
  if (error && reason && notBefore > now) return reason;
  if (rest && rest.untilMs > now && rest.untilMs === earliest) return rest.why;
  if (state === 'publishing') return say('publishing.isBeingWritten');
  if (earliest > now && notBefore === earliest) return say('publishing.waitsForDecisions', { at: notBefore });
  if (expectedAt > now) return say('publishing.waitsForPace', { at: expectedAt });
  return say('publishing.isNext');
}
