import { type ConnectionRow, findConnectionRow } from '../../db/connections.ts';
import type { Db } from '../../db/open.ts';
import type { Clock } from '../lib/clock.ts';
import { type ErrorRecord, toErrorRecord } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { type Sentence, say } from '../lib/sentence.ts';
import { familyOf } from '../platforms/index.ts';
import type { Credentials, Fetch, Instance } from '../platforms/platform.ts';
import type { Renewing } from './renewing.ts';

export type TokenDeathParts = {
  db: Db;
  clock: Clock;
  log: Log;
  fetch: Fetch;
  renewing: Renewing;
  markExpired: (connectionId: string, reason: Sentence) => void;
};

export type TokenDeath = {
  /**
   * A server no longer takes a connection's token: it is renewed where that is possible, else the connection is marked as
   * expired. Answers what stands in the way instead (`token-renewed`: nothing, go on), or null when only the person can
   * help. Never throws.
   */
  tokenDied: (connectionId: string, error: ErrorRecord) => Promise<ErrorRecord | null>;
  /** Whom to call when a token has come to life again: what waited goes on. */
  onRenewed: (listener: (connectionId: string) => void) => void;
};

const hourMs = 3_600_000;
/** A server in trouble is not asked for a token at every try of everything that waits for one. */
const restMs = 60_000;
/** A token that dies this often in an hour is not the trouble. */
const mostRescuesAnHour = 3;

/** What to do about a token that a server no longer takes. */
export function createTokenDeath(parts: TokenDeathParts): TokenDeath {
  const { db, clock, log, renewing, markExpired } = parts;
  const rescues = new Map<string, number[]>();
  const resting = new Map<string, { untilMs: number; error: ErrorRecord }>();
  const listeners: ((connectionId: string) => void)[] = [];

  const isRescuedTooOften = (connectionId: string): boolean => {
    const lately = (rescues.get(connectionId) ?? []).filter((at) => at > clock.now() - hourMs);
    rescues.set(connectionId, [...lately, clock.now()]);
    return lately.length >= mostRescuesAnHour;
  };

  /** What stands in the way instead; null when the token is dead for good. */
  const rescue = async ({ id, handle }: ConnectionRow): Promise<ErrorRecord | null> => {
    await renewing.underWay(id)?.catch(() => {});
    const row = findConnectionRow(db, id);
    const means = row && renewing.meansOf(row);
    const rest = resting.get(id);
    if (rest && rest.untilMs > clock.now()) return rest.error;
    if (!row || !means || isRescuedTooOften(id)) return null;
    if (!(await isTaken(parts, row, means.credentials))) await renewing.renew(row, means);
    for (const listener of listeners) listener(id);
    return { category: 'platform', sentence: say('connections.renewed', { handle }), code: 'token-renewed' };
  };

  return {
    tokenDied: async (connectionId, error) => {
      const row = findConnectionRow(db, connectionId);
      if (!row) return null;
      try {
        const instead = error.code === 'token-dead' && row.status === 'active' ? await rescue(row) : null;
        if (!instead) markExpired(connectionId, error.sentence);
        return instead;
      } catch (thrown) {
        const trouble = toErrorRecord(thrown);
        log.warn({ connectionId, error: trouble }, 'a dead token could not be renewed');
        if (trouble.category === 'authentication') {
          markExpired(connectionId, error.sentence);
          return null;
        }
        resting.set(connectionId, { untilMs: clock.now() + restMs, error: trouble });
        return trouble;
      }
    },
    onRenewed: (listener) => void listeners.push(listener),
  };
}

/** Somebody may say late that it is dead, who began with the token before. */
async function isTaken({ fetch, clock }: TokenDeathParts, row: ConnectionRow, credentials: Credentials) {
  const instance = row.instance as Instance;
  const client = familyOf(instance).connect({ instance, credentials, fetch, clock });
  try {
    await client.verify();
    return true;
  } catch (thrown) {
    if (toErrorRecord(thrown).code === 'token-dead') return false;
    throw thrown;
  }
}
