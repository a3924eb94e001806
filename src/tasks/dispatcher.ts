import type { Db } from '../../db/open.ts';
import { beginAttempt, type TaskRow } from '../../db/tasks.ts';
import type { EndedEvent } from '../generation/run/events.ts';
import type { Clock } from '../lib/clock.ts';
import { toErrorRecord } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import type { Log } from '../lib/log.ts';
import { oneAtATime } from '../lib/one-at-a-time.ts';
import type { Queue } from '../queue/queue.ts';
import type { Attempts } from './attempts.ts';
import type { Deferral } from './deferral.ts';
import type { Ending } from './ending.ts';
import type { Place } from './place.ts';
import type { Relief } from './relief.ts';

export type DispatcherOptions = {
  db: Db;
  queue: Queue;
  attempts: Attempts;
  ending: Ending;
  /** The threads of this process, and how many tasks they work on at the same time; 0 leaves all to helpers. */
  here: Place;
  threads: () => number;
  /** Whether one more may begin here. */
  hasRoom: () => boolean;
  relief: Pick<Relief, 'isOwed' | 'claimed' | 'ended'>;
  deferral: Pick<Deferral, 'defer'>;
  clock: Clock;
  log: Log;
  /** Called at every look, once no more could be claimed. */
  makeRoom: () => void;
  /** How often to look for tasks that became due without anybody calling `wake`. */
  pollMs: number;
};

export type Dispatcher = {
  start: () => void;
  /** Looks for due tasks now; does nothing before the start and after the stop. */
  wake: () => void;
  /** Sees the attempt to its end of a task that was claimed for a helper. */
  take: (taskId: string, holder: string, place: Place) => Promise<void>;
  /** The same for one that a helper went on with while this process was away. */
  goOn: (task: TaskRow, holder: string, start: Parameters<Attempts['goOn']>[2]) => Promise<void>;
  /** Stops claiming and waits until the attempts at work have ended. */
  stop: () => Promise<void>;
};

/**
 * Claims due tasks and sees each attempt to its end. The second of the program's two catch-alls stands here: whatever
 * goes wrong with a task becomes an ending of that task and of no other.
 */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { queue, log, pollMs, here, threads, makeRoom, ...parts } = options;
  const { db, attempts, ending, clock, hasRoom, relief, deferral } = parts;
  const working = new Set<Promise<void>>();
  let workingHere = 0;
  let isClaiming = false;
  let timer: NodeJS.Timeout | undefined;
  const look = oneAtATime(claimAndMakeRoom, (thrown) => {
    const error = toErrorRecord(thrown);
    // That Redis is away is told once, by who watches it.
    if (error.code !== 'redis-unreachable') log.error({ error }, 'looking for tasks failed');
  });

  async function claimAndMakeRoom() {
    await claimAll();
    if (isClaiming && hasRoom()) makeRoom();
  }

  async function claimAll() {
    while (isClaiming && workingHere < threads() && (hasRoom() || relief.isOwed())) {
      // A name for each claim: who lost a job to a later claim can neither keep nor settle it.
      const holder = newId();
      const taskId = await queue.claim(holder);
      if (taskId === null) return;
      relief.claimed();
      workingHere += 1;
      void see(begin(taskId, holder, here)).finally(() => {
        workingHere -= 1;
        relief.ended(taskId);
        look();
      });
    }
  }

  function see(work: Promise<void>): Promise<void> {
    const seen = work.finally(() => working.delete(seen));
    working.add(seen);
    return seen;
  }

  async function begin(taskId: string, holder: string, place: Place): Promise<void> {
    try {
      if (await deferral.defer(taskId, holder)) return;
      const task = beginAttempt(db, taskId, { holder, workerId: place.workerId }, clock.now());
      if (!task) {
        // Its lease ran out, as after a sleep of the machine; a thread that still works on it must not go on.
        attempts.terminate(taskId, new Error('the lease is lost'));
        return await ending.release(taskId, holder);
      }
      log.info({ taskId, attempt: task.attempt, workerId: place.workerId }, 'task started');
      await end(task, holder, attempts.run(task, holder, place));
    } catch (thrown) {
      // The lease runs out and the task is tried again.
      log.error({ taskId, error: toErrorRecord(thrown) }, 'the end of a task could not be written');
    }
  }

  async function end(task: TaskRow, holder: string, attempt: Promise<EndedEvent>): Promise<void> {
    const failed = (thrown: unknown): EndedEvent => ({
      type: 'ended',
      outcome: 'failed',
      error: toErrorRecord(thrown),
    });
    await ending.settle(task, holder, await attempt.catch(failed));
  }

  async function goOn(task: TaskRow, holder: string, start: Parameters<Attempts['goOn']>[2]): Promise<void> {
    try {
      await end(task, holder, attempts.goOn(task, holder, start));
    } catch (thrown) {
      log.error({ taskId: task.id, error: toErrorRecord(thrown) }, 'the end of a task could not be written');
    }
  }

  return {
    start() {
      isClaiming = true;
      timer = setInterval(look, pollMs);
      look();
    },
    wake: look,
    take: (taskId, holder, place) => see(begin(taskId, holder, place)),
    goOn: (task, holder, start) => see(goOn(task, holder, start)),
    async stop() {
      isClaiming = false;
      clearInterval(timer);
      await Promise.allSettled([...working]);
    },
  };
}
