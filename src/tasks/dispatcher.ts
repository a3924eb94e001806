import type { Piscina } from 'piscina';
import type { Db } from '../../db/open.ts';
import { beginAttempt, findTask, type TaskRow } from '../../db/tasks.ts';
import type { EndedEvent } from '../generation/events.ts';
import type { TaskSpec } from '../generation/spec.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError, toErrorRecord } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import type { Log } from '../lib/log.ts';
import { say } from '../lib/sentence.ts';
import type { Tracker } from '../progress/tracker.ts';
import type { Queue } from '../queue/queue.ts';
import { createAnswers, type SlotGate } from './answers.ts';
import type { Ending } from './ending.ts';
import { startInThread, type ThreadRun } from './thread.ts';

export type DispatcherOptions = {
  db: Db;
  queue: Queue;
  pool: Piscina;
  tracker: Tracker;
  slots: SlotGate;
  ending: Ending;
  /** The order for a task's next attempt, with opened credentials; throws an AppError when it cannot be given now. */
  buildSpec: (task: TaskRow) => Promise<TaskSpec>;
  clock: Clock;
  log: Log;
  leaseMs: number;
  /** How often to look for tasks that became due without anybody calling `wake`. */
  pollMs: number;
};

export type Dispatcher = {
  start: () => void;
  /** Looks for due tasks now. */
  wake: () => void;
  /** Asks a running task to end; true when it runs here. */
  cancel: (taskId: string) => boolean;
  /** Ends a running task's thread at once: its events could not be written. */
  terminate: (taskId: string, reason: Error) => void;
  runningTasks: () => string[];
  /** Stops claiming and ends all threads; the tasks go on after the next start. */
  stop: () => Promise<void>;
};

/**
 * Claims due tasks, runs each in a thread of the pool and hands its events to the tracker. The second of the program's
 * two catch-alls stands here: whatever goes wrong with a task becomes an ending of that task and of no other.
 */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { db, queue, pool, tracker, slots, ending, buildSpec, clock, log, leaseMs, pollMs } = options;
  const workerId = newId();
  const runs = new Map<string, { thread: ThreadRun | null; finished: Promise<void> }>();
  let isStopping = false;
  let isLooking = false;
  let mustLookAgain = false;
  let timer: NodeJS.Timeout | undefined;

  async function look() {
    if (isLooking) {
      mustLookAgain = true;
      return;
    }
    isLooking = true;
    try {
      do {
        mustLookAgain = false;
        await claimAll();
      } while (mustLookAgain && !isStopping);
    } catch (thrown) {
      log.error({ error: toErrorRecord(thrown) }, 'looking for tasks failed');
    } finally {
      isLooking = false;
    }
  }

  async function claimAll() {
    while (!isStopping) {
      const taskId = await queue.claim(workerId);
      if (taskId === null) return;
      const finished = work(taskId).finally(() => {
        runs.delete(taskId);
        void look();
      });
      runs.set(taskId, { thread: null, finished });
    }
  }

  async function work(taskId: string): Promise<void> {
    const task = beginAttempt(db, taskId, clock.now());
    if (!task) {
      await ending.release(taskId, workerId);
      return;
    }
    log.info({ taskId, attempt: task.attempt }, 'task started');
    try {
      await ending.settle(task, workerId, await runInThread(task));
    } catch (thrown) {
      const error = toErrorRecord(thrown);
      log.error({ taskId, error }, 'task could not be run');
      await ending.settle(task, workerId, { type: 'ended', outcome: 'failed', error });
    }
  }

  async function runInThread(task: TaskRow): Promise<EndedEvent> {
    const spec = await buildSpec(task);
    const thread = startInThread(pool, spec, {
      answers: createAnswers({ db, tracker, slots, task, settings: spec.settings }),
      onMessage(message) {
        tracker.apply(message);
        return tracker.flushed();
      },
      onBeat: () => void keepLease(task.id),
      beatMs: leaseMs / 3,
    });
    const run = runs.get(task.id);
    if (run) run.thread = thread;
    const watch = watchBeats(task.id);
    // Asked to stop between the claim and the start of the thread.
    if (isStopping || findTask(db, task.id)?.cancelRequestedAt) thread.cancel();
    const ended = await thread.ended;
    watch.stop();
    await tracker.flushed();
    return ended;
  }

  const lastBeats = new Map<string, number>();

  async function keepLease(taskId: string) {
    lastBeats.set(taskId, clock.now());
    if (!(await queue.heartbeat(taskId, workerId))) terminate(taskId, new Error('the lease is lost'));
  }

  /** A thread that gives no sign of life for a whole lease spins or hangs, and loses its task. */
  function watchBeats(taskId: string) {
    lastBeats.set(taskId, clock.now());
    const watch = setInterval(() => {
      const silentMs = clock.now() - (lastBeats.get(taskId) ?? 0);
      if (silentMs > leaseMs) terminate(taskId, new Error(`no sign of life for ${silentMs} ms`));
    }, leaseMs / 3);
    return {
      stop() {
        clearInterval(watch);
        lastBeats.delete(taskId);
      },
    };
  }

  function terminate(taskId: string, reason: Error) {
    log.warn({ taskId, reason: reason.message }, 'thread ended by force');
    runs.get(taskId)?.thread?.terminate(reason);
  }

  return {
    start() {
      timer = setInterval(() => void look(), pollMs);
      void look();
    },
    wake: () => void look(),
    cancel(taskId) {
      const run = runs.get(taskId);
      run?.thread?.cancel();
      return run !== undefined;
    },
    terminate,
    runningTasks: () => [...runs.keys()],
    async stop() {
      isStopping = true;
      clearInterval(timer);
      const stopped = new AppError('resource', say('runs.serverStopped'), { code: 'stopping' });
      for (const { thread } of runs.values()) thread?.terminate(stopped);
      await Promise.allSettled([...runs.values()].map(({ finished }) => finished));
      await pool.close();
    },
  };
}
