import type { Db } from '../../db/open.ts';
import { updateWatch, type WatchChanges, type WatchRow } from '../../db/watches.ts';
import type { Clock } from '../lib/clock.ts';
import { type ErrorRecord, toErrorRecord } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';

export type PatienceOptions = {
  db: Db;
  clock: Clock;
  log: Log;
  random: () => number;
  /** Told when the server no longer takes the connection's token. */
  onTokenDead: (connectionId: string, error: ErrorRecord) => Promise<unknown>;
  /** Told of every other error, in case the server said when to come back: the publisher keeps away as well. */
  onServerTrouble: (connectionId: string, error: ErrorRecord) => void;
  /** How long from one look at a connection's new posts to the next. */
  lookEveryMs: number;
};

const longestWaitMs = 3_600_000;
/** A server that says when to come back is not asked at that very moment. */
const politeMs = 30_000;

/** When a connection is looked at again after a look that came to nothing. */
export function createPatience(options: PatienceOptions) {
  const { db, clock, log, random, onTokenDead, onServerTrouble, lookEveryMs } = options;
  /** A fifth more or less, so that looks at one server do not fall together. */
  const spread = (ms: number) => Math.round(ms * (0.8 + 0.4 * random()));

  function retryAt({ failedLooks }: WatchRow, { retryAtMs }: ErrorRecord): number {
    if (retryAtMs !== undefined) return Math.max(retryAtMs, clock.now()) + Math.round(random() * politeMs);
    return clock.now() + spread(Math.min(longestWaitMs, lookEveryMs * 2 ** failedLooks));
  }

  return {
    spread,
    /** Does it, or puts it off with the reason. While the token is dead it stays due, and waits for a new one. */
    async attempt(
      watch: WatchRow,
      due: 'nextLookAt' | 'nextNightAt',
      stopped: AbortSignal,
      work: () => Promise<void>,
    ): Promise<void> {
      const { connectionId } = watch;
      try {
        await work();
        updateWatch(db, connectionId, { lookError: null, failedLooks: 0 });
      } catch (thrown) {
        if (stopped.aborted) return;
        const error = toErrorRecord(thrown);
        log.warn({ connectionId, error }, 'a watched connection could not be looked at');
        const changes: WatchChanges = { lookError: error, failedLooks: watch.failedLooks + 1 };
        const isTokenDead = error.category === 'authentication';
        updateWatch(db, connectionId, isTokenDead ? changes : { ...changes, [due]: retryAt(watch, error) });
        if (isTokenDead) await onTokenDead(connectionId, error);
        else onServerTrouble(connectionId, error);
      }
    },
  };
}
