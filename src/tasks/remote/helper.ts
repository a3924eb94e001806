import { toErrorRecord } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import { createAnnouncer } from './announcer.ts';
import { addedAt, createFollower, type Entry } from './follower.ts';
import { createHelperClaims, type HelperClaimsOptions } from './helper-claims.ts';
import { createHelperWork, type HelperWorkOptions } from './helper-work.ts';
import { toHelper } from './messages.ts';
import { names } from './names.ts';

export type HelperOptions = Omit<HelperClaimsOptions, 'helperId' | 'hasRoom'> &
  Omit<HelperWorkOptions, 'helperId' | 'onRoom'> & {
    /** How people know this machine. */
    name: string;
    version: string;
    threads: number;
    pollMs?: number;
  };

export type HelperMachine = {
  id: string;
  start: () => Promise<void>;
  /** Claims nothing more, hands its tasks back between two pictures, and says goodbye. */
  stop: () => Promise<void>;
};

const momentMs = 200;
const farewellMoments = 10;

/**
 * A machine that works for an Altwright elsewhere: claims tasks from the queue, asks the web machine for each order, and
 * tells what happens through the run's stream. It has no database and decides nothing; while the web machine is away it
 * finishes the pictures at hand and waits.
 */
export function createHelperMachine(options: HelperOptions): HelperMachine {
  const { redis, mail, pool, threads, leaseMs, pollMs = 1000, clock, log } = options;
  const helperId = newId();
  const inbox = names.inbox(helperId);
  const announcer = createAnnouncer(options, helperId);
  const follower = createFollower({ redis, clock, log });
  const timers: NodeJS.Timeout[] = [];
  let isDraining = false;
  const work = createHelperWork({ ...options, helperId, onRoom: () => claims.look() });
  const hasRoom = (waiting: number) => !isDraining && waiting + work.runs().length < threads;
  const claims = createHelperClaims({ ...options, helperId, hasRoom });

  function receive({ id: entryId, sealed }: Entry): void {
    redis.run((client) => client.xDel(inbox, entryId)).catch(() => {});
    if (sealed === undefined) return;
    const message = mail.open(inbox, sealed, toHelper);
    if (message.kind === 'to-run') return work.tell(message.run, message.message);
    const taskId = claims.answered(message.holder);
    if (message.kind === 'nothing' || taskId === null) return claims.look();
    const isValid = message.expiresAtMs > addedAt(entryId) && message.spec.taskId === taskId && !isDraining;
    if (isValid) work.begin(message.spec, message.holder);
    else void claims.giveBack(taskId, message.holder);
  }

  async function beat(): Promise<void> {
    try {
      await announcer.announce({ isDraining, runs: work.runs() });
      await claims.keep();
      await work.keep();
    } catch (thrown) {
      log.debug({ error: toErrorRecord(thrown) }, 'no sign of life could be given');
    }
  }

  async function drain(): Promise<void> {
    isDraining = true;
    work.pauseAll();
    await claims.giveAllBack();
    // Then a moment for the web machine to take the ends in; one that is away finds them in the streams.
    for (let moments = farewellMoments; work.isBusy() || (work.runs().length > 0 && moments > 0); moments -= 1) {
      await beat();
      await clock.sleep(momentMs);
    }
  }

  return {
    id: helperId,
    async start() {
      await beat();
      follower.follow(inbox, receive);
      const doorbell = redis.duplicate();
      doorbell.once('ready', () => void doorbell.subscribe(names.doorbell, claims.look).catch(() => {}));
      timers.push(
        setInterval(() => void beat(), leaseMs / 3),
        setInterval(claims.look, pollMs),
      );
      claims.look();
    },
    async stop() {
      await drain();
      for (const timer of timers) clearInterval(timer);
      await announcer.sayGoodbye();
      follower.stop();
      await pool.close();
    },
  };
}
