import type { Piscina } from 'piscina';
import type { ToRun } from '../../generation/run/port.ts';
import type { TaskSpec } from '../../generation/run/spec.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { Queue } from '../../queue/queue.ts';
import type { RedisConnection } from '../../queue/redis-connection.ts';
import type { TextReader } from '../../reading/reading.ts';
import { type HelperSite, nameHost } from './helper-claims.ts';
import { type HelperRun, startHelperRun } from './helper-run.ts';
import type { Mail } from './mail.ts';
import { names } from './names.ts';
import { createOutbox } from './outbox.ts';

export type HelperWorkOptions = {
  helperId: string;
  redis: RedisConnection;
  mail: Mail;
  queue: Queue;
  pool: Piscina;
  site: HelperSite;
  leaseMs: number;
  textReader: TextReader;
  clock: Clock;
  log: Log;
  /** A thread is free again. */
  onRoom: () => void;
};

export type HelperWork = {
  begin: (order: TaskSpec, holder: string) => void;
  tell: (run: string, message: ToRun) => void;
  /** The keys of the runs. */
  runs: () => string[];
  /** Leaves the runs that are over; to be called at every beat. */
  keep: () => Promise<void>;
  pauseAll: () => void;
  /** Whether a thread is still at work. */
  isBusy: () => boolean;
};

type Work = { taskId: string; holder: string; run: HelperRun; isEnded: boolean };

/** What a helper works on now. A run is over when its stream is gone, which the web machine takes away at its end. */
export function createHelperWork(options: HelperWorkOptions): HelperWork {
  const { helperId, redis, mail, queue, pool, site, leaseMs, textReader, clock, log, onRoom } = options;
  const working = new Map<string, Work>();

  async function renewLease(key: string) {
    const work = working.get(key);
    const isHeld = !work || (await queue.heartbeat(work.taskId, work.holder).catch(() => true));
    if (!isHeld) leave(key, 'the lease is lost');
  }

  function leave(key: string, reason: string) {
    const work = working.get(key);
    if (!work) return;
    working.delete(key);
    work.run.terminate(new Error(reason));
    log.info({ taskId: work.taskId, reason }, 'task left');
    onRoom();
  }

  return {
    begin(order, holder) {
      const { taskId, attempt } = order;
      const key = names.run(taskId, attempt);
      const onGone = () => leave(key, 'its run is over');
      const run = startHelperRun(
        { ...order, modelHosts: site.modelHosts },
        {
          ...{ pool, leaseMs, textReader, hostName: (url: string) => nameHost(helperId, url) },
          outbox: createOutbox({ redis, mail, clock, key, onGone }),
          onBeat: () => void renewLease(key),
        },
      );
      const work: Work = { taskId, holder, run, isEnded: false };
      working.set(key, work);
      log.info({ taskId, attempt }, 'task started');
      void run.ended.then(() => {
        work.isEnded = true;
      });
    },
    tell: (key, message) => working.get(key)?.run.receive(message),
    runs: () => [...working.keys()],
    async keep() {
      for (const [key, { isEnded }] of working) {
        const isThere = await redis.run((client) => client.exists(key));
        if (!isThere) leave(key, 'its run is over');
        // Its thread no longer beats, and the web machine may need a while to read the end.
        else if (isEnded) await renewLease(key);
      }
    },
    pauseAll() {
      for (const { run } of working.values()) run.pause();
    },
    isBusy: () => [...working.values()].some(({ isEnded }) => !isEnded),
  };
}
