import type { Piscina } from 'piscina';
import type { Db } from '../../db/open.ts';
import { findTask, type TaskRow } from '../../db/tasks.ts';
import type { EndedEvent } from '../generation/events.ts';
import type { TaskSpec } from '../generation/spec.ts';
import { AppError } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import type { Tracker } from '../progress/tracker.ts';
import type { Queue } from '../queue/queue.ts';
import { createAnswers, type SlotGate } from './answers.ts';
import { startInThread, type ThreadRun } from './thread.ts';

export type AttemptsOptions = {
  db: Db;
  queue: Queue;
  pool: Piscina;
  tracker: Tracker;
  slots: SlotGate;
  /** The order for a task's next attempt, with opened credentials; throws an AppError when it cannot be given now. */
  buildSpec: (task: TaskRow) => Promise<TaskSpec>;
  workerId: string;
  leaseMs: number;
};

export type Attempts = {
  /** Runs one attempt to its end and answers how it ended, with every event before that in the rows. */
  run: (task: TaskRow) => Promise<EndedEvent>;
  /** Asks a running attempt to end. */
  cancel: (taskId: string) => void;
  /** Ends its thread at once. */
  terminate: (taskId: string, reason: Error) => void;
  /** Ends all threads and starts no more. */
  stop: (reason: Error) => void;
};

/** The attempts that are running now, each in a thread that must give a sign of life within every lease. */
export function createAttempts(options: AttemptsOptions): Attempts {
  const { db, queue, pool, tracker, slots, buildSpec, workerId, leaseMs } = options;
  const threads = new Map<string, ThreadRun>();
  let stopReason: Error | undefined;

  async function renewLease(taskId: string) {
    if (!(await queue.heartbeat(taskId, workerId))) terminate(taskId, new Error('the lease is lost'));
  }

  function terminate(taskId: string, reason: Error) {
    threads.get(taskId)?.terminate(reason);
  }

  async function run(task: TaskRow): Promise<EndedEvent> {
    const spec = await buildSpec(task);
    if (stopReason) throw stopReason;
    const silence = watchSilence(leaseMs, () => terminate(task.id, new Error(`no sign of life for ${leaseMs} ms`)));
    const thread = startInThread(pool, spec, {
      answers: createAnswers({ db, tracker, slots, task, settings: spec.settings }),
      onMessage(message) {
        tracker.apply(message);
        return tracker.flushed();
      },
      onBeat() {
        silence.restart();
        void renewLease(task.id);
      },
      beatMs: leaseMs / 3,
    });
    threads.set(task.id, thread);
    // Asked to stop before there was a thread to ask.
    if (findTask(db, task.id)?.cancelRequestedAt) thread.cancel();
    const { event, eventsBefore } = await thread.ended;
    silence.stop();
    threads.delete(task.id);
    await tracker.flushed();
    const isWhole = eventsBefore === null || findTask(db, task.id)?.lastSeq === eventsBefore;
    if (!isWhole) throw new AppError('resource', say('runs.eventsLost'), { code: 'events-lost' });
    return event;
  }

  return {
    run,
    cancel: (taskId) => threads.get(taskId)?.cancel(),
    terminate,
    stop(reason) {
      stopReason = reason;
      for (const thread of threads.values()) thread.terminate(reason);
    },
  };
}

/** Calls back when `restart` was not called for the given time: a thread that spins or hangs loses its task. */
function watchSilence(leaseMs: number, onSilence: () => void) {
  let timer = setTimeout(onSilence, leaseMs);
  return {
    restart() {
      clearTimeout(timer);
      timer = setTimeout(onSilence, leaseMs);
    },
    stop: () => clearTimeout(timer),
  };
}
