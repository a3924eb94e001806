import type { Db } from '../../db/open.ts';
import { findPublishingConnection, listConnectionsTo, readPausedUntil } from '../../db/publications.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError, type ErrorRecord } from '../lib/errors.ts';
import { type Sentence, say } from '../lib/sentence.ts';
import { isShared, laneOf } from './lane.ts';

/** A time during which something is not asked of a connection's server, and why. */
export type Rest = { untilMs: number; why: Sentence };

/** `writing`: the budget of writes is used up, reading has one of its own. */
type Concern = 'everything' | 'writing';

export type Rests = ReturnType<typeof createRests>;

/**
 * Servers that want to be left alone for a while, as they said or as their answers show. A run and the publisher of one
 * connection keep the same rest, and so do all connections to a server that counts them together. What stopped a
 * publication is read from its row; the rest is remembered only, since the next answer tells it again.
 */
export function createRests({ db, clock }: { db: Db; clock: Pick<Clock, 'now'> }) {
  const resting = { everything: new Map<string, Rest>(), writing: new Map<string, Rest>() };

  function keep(connectionId: string, rest: Rest, concern: Concern): void {
    const connection = findPublishingConnection(db, connectionId);
    if (!connection) return;
    const lane = laneOf(connection);
    const known = resting[concern].get(lane);
    if (!known || known.untilMs < rest.untilMs) resting[concern].set(lane, rest);
  }

  function find(connectionId: string, concerns: Concern[], reader: Db): Rest | undefined {
    const connection = findPublishingConnection(reader, connectionId);
    if (!connection) return undefined;
    const kept = concerns.flatMap((concern) => resting[concern].get(laneOf(connection)) ?? []);
    const sharers = isShared(connection) ? listConnectionsTo(reader, connection) : [connectionId];
    const untilMs = readPausedUntil(reader, sharers);
    const latest = [...kept, { untilMs, why: say('connections.serverPauses', { at: untilMs }) }].reduce((one, other) =>
      other.untilMs > one.untilMs ? other : one,
    );
    return latest.untilMs > clock.now() ? latest : undefined;
  }

  return {
    keep,
    /** After an error of the connection's server: where it said when to come back, everything of it waits until then. */
    obey(connectionId: string, { code, retryAtMs }: ErrorRecord): void {
      if (retryAtMs === undefined || (code !== 'rate-limited' && code !== 'server-trouble')) return;
      keep(connectionId, { untilMs: retryAtMs, why: say('connections.serverPauses', { at: retryAtMs }) }, 'everything');
    },
    forWriting: (connectionId: string, reader = db) => find(connectionId, ['everything', 'writing'], reader),
    /** To be called before posts are read; throws `rate-limited` while the server wants to be left alone. */
    requireNone(connectionId: string): void {
      const rest = find(connectionId, ['everything'], db);
      if (!rest) return;
      throw new AppError('platform', rest.why, { code: 'rate-limited', retryAtMs: rest.untilMs });
    },
  };
}
