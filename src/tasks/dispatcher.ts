import type { Db } from '../../db/open.ts';
import { beginAttempt, type TaskRow } from '../../db/tasks.ts';
import type { EndedEvent } from '../generation/events.ts';
import type { Clock } from '../lib/clock.ts';
import { toErrorRecord } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import type { Log } from '../lib/log.ts';
import type { Queue } from '../queue/queue.ts';
import type { Attempts } from './attempts.ts';
import type { Ending } from './ending.ts';

export type DispatcherOptions = {
  db: Db;
  queue: Queue;
  attempts: Attempts;
  ending: Ending;
  clock: Clock;
  log: Log;
  /** How often to look for tasks that became due without anybody calling `wake`. */
  pollMs: number;
};

export type Dispatcher = {
  start: () => void;
  /** Looks for due tasks now; does nothing before the start and after the stop. */
  wake: () => void;
  /** Stops claiming and waits until the attempts at work have ended. */
  stop: () => Promise<void>;
};

/**
 * Claims due tasks and sees each attempt to its end. The second of the program's two catch-alls stands here: whatever
 * goes wrong with a task becomes an ending of that task and of no other.
 */
export function createDispatcher({ queue, log, pollMs, ...parts }: DispatcherOptions): Dispatcher {
  const { db, attempts, ending, clock } = parts;
  const working = new Set<Promise<void>>();
  let isClaiming = false;
  let timer: NodeJS.Timeout | undefined;
  const look = oneAtATime(claimAll, (thrown) =>
    log.error({ error: toErrorRecord(thrown) }, 'looking for tasks failed'),
  );

  async function claimAll() {
    while (isClaiming) {
      // A name for each claim: who lost a job to a later claim can neither keep nor settle it.
      const holder = newId();
      const taskId = await queue.claim(holder);
      if (taskId === null) return;
      const work: Promise<void> = begin(taskId, holder).finally(() => {
        working.delete(work);
        look();
      });
      working.add(work);
    }
  }

  async function begin(taskId: string, holder: string): Promise<void> {
    try {
      const task = beginAttempt(db, taskId, clock.now());
      if (!task) {
        // Its lease ran out, as after a sleep of the machine; a thread that still works on it must not go on.
        attempts.terminate(taskId, new Error('the lease is lost'));
        return await ending.release(taskId, holder);
      }
      log.info({ taskId, attempt: task.attempt }, 'task started');
      await ending.settle(task, holder, await attempt(task, holder));
    } catch (thrown) {
      // The lease runs out and the task is tried again.
      log.error({ taskId, error: toErrorRecord(thrown) }, 'the end of a task could not be written');
    }
  }

  async function attempt(task: TaskRow, holder: string): Promise<EndedEvent> {
    try {
      return await attempts.run(task, holder);
    } catch (thrown) {
      return { type: 'ended', outcome: 'failed', error: toErrorRecord(thrown) };
    }
  }

  return {
    start() {
      isClaiming = true;
      timer = setInterval(look, pollMs);
      look();
    },
    wake: look,
    async stop() {
      isClaiming = false;
      clearInterval(timer);
      await Promise.allSettled([...working]);
    },
  };
}

/** Runs the work now, or once more after the run under way, and never two at a time. */
function oneAtATime(work: () => Promise<void>, onError: (thrown: unknown) => void): () => void {
  let isWorking = false;
  let isWanted = false;
  async function runWhileWanted() {
    isWorking = true;
    while (isWanted) {
      isWanted = false;
      await work().catch(onError);
    }
    isWorking = false;
  }
  return () => {
    isWanted = true;
    if (!isWorking) void runWhileWanted();
  };
}
