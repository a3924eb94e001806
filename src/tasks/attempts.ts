import type { Db } from '../../db/open.ts';
import { findTask, type TaskRow } from '../../db/tasks.ts';
import type { EndedEvent } from '../generation/run/events.ts';
import type { TaskSpec } from '../generation/run/spec.ts';
import type { ModelSite } from '../generation/spec-builder.ts';
import { AppError } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import type { Tracker } from '../progress/tracker.ts';
import type { Queue } from '../queue/queue.ts';
import type { TextReader } from '../reading/reading.ts';
import { createAnswers, type SmallPictures } from './answers.ts';
import { createBuilding } from './building.ts';
import type { Gate } from './gate.ts';
import { createLookAlikes } from './look-alikes.ts';
import type { Place } from './place.ts';
import { watchSilence } from './silence.ts';
import type { SlotGate } from './slots.ts';
import type { ThreadHandlers, ThreadRun } from './thread.ts';

export type AttemptsOptions = {
  db: Db;
  queue: Queue;
  tracker: Tracker;
  pictures: SmallPictures;
  slots: SlotGate;
  /** The order for an attempt, with opened credentials; throws an AppError when it cannot be given now. */
  buildSpec: (task: TaskRow, site: ModelSite) => Promise<TaskSpec>;
  leaseMs: number;
  gate: Gate;
  textReader: TextReader;
};

type Start = (handlers: ThreadHandlers) => ThreadRun;

export type Attempts = {
  /** Runs one attempt to its end and answers how it ended, with every event before that in the rows. */
  run: (task: TaskRow, holder: string, place: Place) => Promise<EndedEvent>;
  /** The same for an attempt that a helper went on with while this process was away. */
  goOn: (task: TaskRow, holder: string, start: Start) => Promise<EndedEvent>;
  /** Asks a running attempt to end. */
  cancel: (taskId: string) => void;
  /** Asks a running attempt to end between two pictures, as `paused`. */
  pause: (taskId: string, options?: { endThread?: boolean }) => void;
  /** Ends its thread at once. */
  terminate: (taskId: string, reason: Error) => void;
  /** Ends all threads, leaves what helpers work on to them, and starts no more. */
  stop: (reason: Error) => void;
};

/** The attempts that are running now, each of which must give a sign of life within every lease. */
export function createAttempts(options: AttemptsOptions): Attempts {
  const { db, queue, tracker, pictures, slots, buildSpec, leaseMs, gate, textReader } = options;
  const threads = new Map<string, ThreadRun>();
  const lookAlikes = createLookAlikes(db);
  const building = createBuilding(buildSpec);
  let stopReason: Error | undefined;

  /** A lease that cannot be written (a full disk) is renewed at the next beat, or runs out. */
  async function renewLease(taskId: string, holder: string, thread: ThreadRun) {
    const isHeld = await queue.heartbeat(taskId, holder).catch(() => true);
    if (!isHeld) thread.terminate(new Error('the lease is lost'));
  }

  function terminate(taskId: string, reason: Error) {
    threads.get(taskId)?.terminate(reason);
  }

  async function run(task: TaskRow, holder: string, place: Place): Promise<EndedEvent> {
    const spec = await building.build(task, place.site);
    if (stopReason) throw stopReason;
    const wishes = findTask(db, task.id);
    if (!wishes || wishes.cancelRequestedAt !== null) return { type: 'ended', outcome: 'cancelled' };
    if (!spec || wishes.holdRequestedAt !== null) return { type: 'ended', outcome: 'paused' };
    return await follow(task, holder, (handlers) => place.start(spec, handlers));
  }

  /** What the former process was asked and may not have passed on is passed on now. */
  function goOn(task: TaskRow, holder: string, start: Start): Promise<EndedEvent> {
    return follow(task, holder, (handlers) => {
      const thread = start(handlers);
      if (task.cancelRequestedAt !== null) thread.cancel();
      else if (task.holdRequestedAt !== null) thread.pause();
      return thread;
    });
  }

  async function follow(task: TaskRow, holder: string, start: Start): Promise<EndedEvent> {
    const silence = watchSilence(leaseMs, () => thread.terminate(new Error(`no sign of life for ${leaseMs} ms`)));
    const thread: ThreadRun = start({
      answers: createAnswers({
        ...{ db, tracker, pictures, lookAlikes, slots, task },
        mostPictures: gate.picturesLeft(task.userId).pictures,
        onSpent: () => thread.pause(),
      }),
      onMessage(message) {
        tracker.apply(message);
        return tracker.flushed();
      },
      onBeat() {
        silence.restart();
        void renewLease(task.id, holder, thread);
      },
      beatMs: leaseMs / 3,
      textReader,
    });
    threads.set(task.id, thread);
    const { event, eventsBefore } = await thread.ended;
    silence.stop();
    if (threads.get(task.id) === thread) threads.delete(task.id);
    await tracker.flushed();
    const isWhole = eventsBefore === null || findTask(db, task.id)?.lastSeq === eventsBefore;
    if (!isWhole) throw eventsLost();
    return event;
  }

  return {
    run,
    goOn,
    cancel(taskId) {
      building.giveUp(taskId);
      threads.get(taskId)?.cancel();
    },
    pause(taskId, pauseOptions) {
      building.giveUp(taskId);
      threads.get(taskId)?.pause(pauseOptions);
    },
    terminate,
    stop(reason) {
      stopReason = reason;
      building.giveAllUp();
      for (const thread of threads.values()) thread.leave(reason);
    },
  };
}

/** What was told could not be written, or not all of it arrived. */
export function eventsLost(cause?: unknown): AppError {
  return new AppError('resource', say('runs.eventsLost'), { code: 'events-lost', cause });
}
