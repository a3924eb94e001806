import type { TaskSpec } from '../../generation/run/spec.ts';
import { isLoopback } from '../../lib/addresses.ts';
import type { Clock } from '../../lib/clock.ts';
import { toErrorRecord } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import type { Log } from '../../lib/log.ts';
import { oneAtATime } from '../../lib/one-at-a-time.ts';
import type { Queue } from '../../queue/queue.ts';
import type { RedisConnection } from '../../queue/redis-connection.ts';
import type { Mail } from './mail.ts';
import { type Claim, protocol } from './messages.ts';
import { names } from './names.ts';
import { createOutbox } from './outbox.ts';

/** Where a helper describes pictures. */
export type HelperSite = {
  modelHosts: TaskSpec['modelHosts'];
  /** What each host has; null while it does not answer. While none does nothing is claimed, and the work is others'. */
  survey: () => Promise<{ host: string; models: Claim['modelHosts'][number]['models'] }[]>;
  inFlight: number;
};

/** A host that only this machine can reach is another one than that of the same name elsewhere. */
export function nameHost(helperId: string, url: string): string {
  return isLoopback(new URL(url).hostname) ? `${helperId} ${url}` : url;
}

/** The hosts as the web machine hears of them. */
export async function surveyHosts(site: HelperSite, helperId: string): Promise<Claim['modelHosts']> {
  const surveyed = await site.survey();
  return surveyed.map(({ host, models }) => ({ url: host, name: nameHost(helperId, host), models }));
}

export type HelperClaimsOptions = {
  helperId: string;
  redis: RedisConnection;
  mail: Mail;
  queue: Queue;
  site: HelperSite;
  /** Whether there is a thread for one more, besides those that wait. */
  hasRoom: (waiting: number) => boolean;
  clock: Clock;
  log: Log;
};

export type HelperClaims = {
  /** Claims what there is room for. */
  look: () => void;
  /** The web machine answered: the task of the claim, null when it is no longer waited for. */
  answered: (holder: string) => string | null;
  /** Renews the leases, and gives back what waits too long. */
  keep: () => Promise<void>;
  giveBack: (taskId: string, holder: string) => Promise<void>;
  giveAllBack: () => Promise<void>;
};

/** After this time without a word from a web machine that is there, a claim is given back. */
const answerWithinMs = 60_000;

/** The tasks that a helper has claimed and waits for the order of. */
export function createHelperClaims(options: HelperClaimsOptions): HelperClaims {
  const { helperId, redis, mail, queue, site, hasRoom, clock, log } = options;
  const waiting = new Map<string, { taskId: string; claimedAt: number }>();
  const outbox = createOutbox({ redis, mail, clock, key: names.claims });
  const isWebThere = async () => (await redis.run((client) => client.exists(names.web))) > 0;

  async function claimAll() {
    while (hasRoom(waiting.size) && (await isWebThere())) {
      const modelHosts = await surveyHosts(site, helperId);
      if (modelHosts.every(({ models }) => models === null)) return;
      const holder = newId();
      const taskId = await queue.claim(holder);
      if (taskId === null) return;
      waiting.set(holder, { taskId, claimedAt: clock.now() });
      const said: Claim = { protocol, helperId, taskId, holder, modelHosts, inFlight: site.inFlight };
      outbox.send(said);
    }
  }

  async function giveBack(taskId: string, holder: string) {
    waiting.delete(holder);
    // Where it cannot be given back its lease runs out.
    await queue.settle(taskId, holder, { kind: 'retryAt', runAtMs: clock.now() }).catch(() => false);
  }

  return {
    look: oneAtATime(claimAll, (thrown) => log.debug({ error: toErrorRecord(thrown) }, 'nothing could be claimed')),
    answered(holder) {
      const claimed = waiting.get(holder);
      waiting.delete(holder);
      return claimed?.taskId ?? null;
    },
    async keep() {
      const isAnswerDue = await isWebThere();
      for (const [holder, { taskId, claimedAt }] of waiting) {
        const isHeld = await queue.heartbeat(taskId, holder);
        if (!isHeld) waiting.delete(holder);
        else if (isAnswerDue && clock.now() - claimedAt > answerWithinMs) await giveBack(taskId, holder);
      }
    },
    giveBack,
    async giveAllBack() {
      for (const [holder, { taskId }] of waiting) await giveBack(taskId, holder);
    },
  };
}
