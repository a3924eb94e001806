import { type ConnectionRow, updateServerFacts } from '../../db/connections.ts';
import type { Db } from '../../db/open.ts';
import type { Clock } from '../lib/clock.ts';
import { toErrorRecord } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { detectAgain } from '../platforms/detect.ts';
import type { Fetch, Instance } from '../platforms/platform.ts';
import { serverFacts } from './accounts.ts';
import type { AllowedHosts } from './allowed-hosts.ts';

export type FactsParts = {
  db: Db;
  clock: Clock;
  log: Log;
  fetch: Fetch;
  allowedHosts: Pick<AllowedHosts, 'includes'>;
};

export type Facts = {
  /** Asks the server again if what is known of it is old. Never throws: without an answer that still stands. */
  bringUpToDate: (connection: Pick<ConnectionRow, 'origin' | 'instance' | 'factsReadAt'>) => Promise<void>;
  /** The server refused what it should have taken: what is known of it is asked again at the next chance. */
  doubt: (origin: string) => void;
};

const oldAfterMs = 24 * 3_600_000;
/** However often its facts are old or in doubt, a server is not asked more often. */
const restMs = 10 * 60_000;
/** Somebody waits to go on. */
const timeoutMs = 10_000;

/**
 * What is known of servers: version, limits, software. Read when an account is connected, once a day when one is used,
 * and when a server's refusal says that it may have changed. All connections to a server share what was read.
 */
export function createFacts({ db, clock, log, fetch, allowedHosts }: FactsParts): Facts {
  const askedAt = new Map<string, number>();
  const doubted = new Set<string>();
  const asking = new Map<string, Promise<void>>();

  async function ask(known: Instance): Promise<void> {
    const { origin } = known;
    askedAt.set(origin, clock.now());
    try {
      const options = { fetch, clock, allowHttp: allowedHosts.includes, signal: AbortSignal.timeout(timeoutMs) };
      const found = await detectAgain(known, options);
      updateServerFacts(db, serverFacts(found.origin === origin ? found : known), clock.now());
      doubted.delete(origin);
    } catch (thrown) {
      log.warn({ origin, error: toErrorRecord(thrown) }, 'what is known of a server could not be brought up to date');
    } finally {
      asking.delete(origin);
    }
  }

  return {
    async bringUpToDate({ origin, instance, factsReadAt }) {
      const isOld = doubted.has(origin) || (factsReadAt ?? 0) + oldAfterMs <= clock.now();
      const isResting = (askedAt.get(origin) ?? Number.NEGATIVE_INFINITY) + restMs > clock.now();
      if (asking.has(origin)) return asking.get(origin);
      if (!isOld || isResting) return;
      const answer = ask(instance as Instance);
      asking.set(origin, answer);
      return answer;
    },
    doubt: (origin) => void doubted.add(origin),
  };
}
