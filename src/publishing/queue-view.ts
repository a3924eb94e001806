import type { Db } from '../../db/open.ts';
import {
  countOpenPublications,
  type ListedPublication,
  listEndedPublications,
  listOpenPublications,
} from '../../db/publication-lists.ts';
import {
  findPublishingConnection,
  listConnectionsTo,
  listPublishingConnections,
  type PublishingConnection,
} from '../../db/publications.ts';
import { isShared, laneOf } from '../connections/lane.ts';
import type { Clock } from '../lib/clock.ts';
import { type Sentence, say } from '../lib/sentence.ts';
import { isByHand } from './by-hand.ts';
import { type Expected, forecast, type Member } from './forecast.ts';
import type { Gate } from './gate.ts';
import type { Opening, Standing } from './opening.ts';
import { mayBeHurried } from './trouble.ts';

type User = { id: string };

/**
 * A publication that waits or is being written. `expectedAt`: when, as things stand; null while it waits for the person.
 * `canHurry`: only its person's own wishes hold it up, or the other pictures of its post.
 */
export type QueuedPublication = ListedPublication & { expectedAt: number | null; why: Sentence; canHurry: boolean };

type Forecast = { standing: Standing; openings: Map<string, Opening> };

/** What the pages show of publishing. All of it is of one person. */
export function createQueueView(tools: { reader: Db; clock: Clock; gate: Gate }) {
  const { reader, clock, gate } = tools;

  /** The lane of a connection as it will go on, with other people's publications where they share its budget. */
  function forecastOf(connection: PublishingConnection, limit: number): Forecast {
    const sharers = isShared(connection) ? listConnectionsTo(reader, connection) : [connection.id];
    const standing = gate.standingOf(connection, reader);
    const members = sharers.flatMap((id): Member[] => {
      const sharer = id === connection.id ? connection : findPublishingConnection(reader, id);
      if (!sharer) return [];
      const open = listOpenPublications(reader, id, limit).filter((one) => blockOf(sharer, one) === null);
      const own = id === connection.id ? standing : { ...gate.standingOf(sharer, reader), used: standing.used };
      return open.length === 0 ? [] : [{ connectionId: id, standing: own, open: open.map(toExpected) }];
    });
    return { standing, openings: forecast(members, clock.now()) };
  }

  function queueOf(connection: PublishingConnection, limit: number, { standing, openings }: Forecast) {
    const queued = listOpenPublications(reader, connection.id, limit).map((publication): QueuedPublication => {
      const block = blockOf(connection, publication);
      const opening = openings.get(publication.id);
      const shown = { ...publication, canHurry: canHurry(publication, opening, clock.now()) };
      if (block || !opening) return { ...shown, expectedAt: null, why: block ?? say('publishing.isNext') };
      return { ...shown, expectedAt: opening.atMs, why: reasonOf(publication, standing, opening, clock.now()) };
    });
    return queued.sort((a, b) => (a.expectedAt ?? Number.MAX_VALUE) - (b.expectedAt ?? Number.MAX_VALUE));
  }

  return {
    /** Everything that is still to be written, in the order in which it will be, with times and reasons. */
    queue(wish: { user: User; connectionId?: string; limit?: number }): QueuedPublication[] {
      const { user, connectionId, limit = 100 } = wish;
      const forecasts = new Map<string, Forecast>();
      return listPublishingConnections(reader, user.id)
        .filter(({ id }) => connectionId === undefined || id === connectionId)
        .flatMap((connection) => {
          const known = forecasts.get(laneOf(connection)) ?? forecastOf(connection, limit);
          forecasts.set(laneOf(connection), known);
          return queueOf(connection, limit, known);
        });
    },
    /** What has ended, the newest first, with its reason; goes on before the `createdAt` of the last one shown. */
    history(wish: { user: User; before?: number; limit?: number }): ListedPublication[] {
      return listEndedPublications(reader, wish.user.id, wish.limit ?? 50, wish.before ?? Number.MAX_SAFE_INTEGER);
    },
    /** How many publications wait or are being written, at most 1,000. */
    countOpen: (wish: { user: User }): number => countOpenPublications(reader, wish.user.id),
  };
}

function toExpected({ id, notBefore, askedAt, state, images }: ListedPublication): Expected {
  return { id, notBefore, isSettling: state === 'publishing', isAsked: askedAt !== null, pictures: images.length };
}

/** Why nothing of the connection goes on before its person has acted. */
function blockOf(connection: PublishingConnection, { state }: ListedPublication): Sentence | null {
  const { handle } = connection;
  if (connection.status === 'expired') return say('publishing.waitsForConnection', { handle });
  if (state !== 'waiting') return null;
  if (isByHand(connection)) return say('publishing.waitsForHand', { handle });
  return connection.warningAcceptedAt === null ? say('publishing.waitsForWarning', { handle }) : null;
}

function canHurry(publication: ListedPublication, opening: Opening | undefined, nowMs: number): boolean {
  return opening?.heldBy === 'quiet' || (publication.notBefore > nowMs && mayBeHurried(publication));
}

function reasonOf(
  { state, error, reason, notBefore }: ListedPublication,
  { rest }: Standing,
  { atMs, heldBy }: Opening,
  nowMs: number,
): Sentence {
  if (error && reason && notBefore > nowMs) return reason;
  if (heldBy === 'rest' && rest) return rest.why;
  if (state === 'publishing') return say('publishing.isBeingWritten');
  if (heldBy === 'quiet') return say('publishing.waitsForQuietHours');
  if (atMs > Math.max(nowMs, notBefore)) return say('publishing.waitsForPace', { at: atMs });
  if (notBefore > nowMs) return say('publishing.waitsForDecisions', { at: notBefore });
  return say('publishing.isNext');
}
