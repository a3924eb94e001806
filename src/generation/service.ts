import { readCaptionSettings, writeCaptionSettings } from '../../db/caption-settings.ts';
import { type Db, transact } from '../../db/open.ts';
import { returnUnsettled } from '../../db/run-events.ts';
import {
  findActiveTask,
  findTask,
  insertTask,
  listTaskImages,
  listTaskOutcomes,
  listTasks,
  moveTask,
  requestCancel,
  type TaskRow,
} from '../../db/tasks.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { say } from '../lib/sentence.ts';
import type { Queue } from '../queue/queue.ts';
import { type GenerationResults, resultsOf, summaryOf } from './results.ts';
import {
  type CaptionSettings,
  defaultSettingsFor,
  readSavedSettings,
  settingsProblem,
  settingsSchema,
} from './settings.ts';

export type Actor = { id: string; role: 'admin' | 'member' };
/** What starting a run needs to know of a connection; the caller has checked whose it is. */
export type RunConnection = {
  id: string;
  userId: string;
  status: 'active' | 'expired';
  instance: { descriptionLimit: number };
};

export type GenerationOptions = {
  db: Db;
  queue: Queue;
  clock: Clock;
  /** Told after a task was added: look for work now. */
  onEnqueued: () => void;
  /** Asks a running task to end. */
  cancelRunning: (taskId: string) => void;
  /** Told after a task was added or asked to end. */
  onChange: (task: TaskRow) => void;
};

export type Generation = ReturnType<typeof createGeneration>;

const priorities = { admin: 1, member: 10 } as const;

/** The web caption generation service: start, status, cancel and results of runs, each person's own. */
export function createGeneration({ db, queue, clock, onEnqueued, cancelRunning, onChange }: GenerationOptions) {
  /** The person's own task; administrators see everybody's. Somebody else's does not exist for her. */
  function ownTask(actor: Actor, taskId: string): TaskRow {
    const task = findTask(db, taskId);
    if (!task || (task.userId !== actor.id && actor.role !== 'admin')) {
      throw new AppError('validation', say('runs.notFound'), { code: 'not-found' });
    }
    return task;
  }

  function cancelQueued(task: TaskRow): TaskRow | null {
    const nowMs = clock.now();
    return transact(db, () => {
      const results = resultsOf(task, listTaskOutcomes(db, task.id), nowMs);
      const ended = { completedAt: nowMs, cancelRequestedAt: nowMs, step: 'done' as const, waitingUntil: null };
      const isIdle = task.status === 'queued' || task.status === 'held';
      if (isIdle) returnUnsettled(db, task.id, nowMs);
      return isIdle ? moveTask(db, task.id, 'cancelled', { ...ended, results, summary: summaryOf(results) }) : null;
    });
  }

  return {
    /** The settings a run of this connection would take: the saved ones, or the server's defaults. */
    settingsFor(actor: Actor, connection: RunConnection): CaptionSettings {
      const saved = readCaptionSettings(db, actor.id, connection.id);
      const limit = connection.instance.descriptionLimit;
      return saved === undefined ? defaultSettingsFor(limit) : readSavedSettings(saved, limit);
    },

    /**
     * Checks the settings, saves them for the next time and queues a run. Throws validation errors: `invalid-settings`
     * (its cause maps fields to sentences), `already-active`, `connection-expired`.
     */
    async start(actor: Actor, connection: RunConnection, wish: unknown, model: string): Promise<TaskRow> {
      if (connection.status === 'expired') {
        throw new AppError('validation', say('runs.connectionExpired'), { code: 'connection-expired' });
      }
      const settings = checkSettings(wish, connection.instance.descriptionLimit);
      const id = newId(clock.now());
      const priority = priorities[actor.role];
      const owner = { userId: actor.id, connectionId: connection.id };
      const isAdded = transact(db, () => {
        if (!insertTask(db, { id, ...owner, priority, settings, model }, clock.now())) return false;
        // What was asked for once only (dates, one post) is not what the next run starts from.
        const lasting = { ...settings, fromDate: null, toDate: null, postUrl: null };
        writeCaptionSettings(db, { ...owner, settings: lasting }, clock.now());
        return true;
      });
      if (!isAdded) throw new AppError('validation', say('runs.alreadyActive'), { code: 'already-active' });
      await queue.enqueue(id, { priority, runAtMs: clock.now() });
      onEnqueued();
      const task = ownTask(actor, id);
      onChange(task);
      return task;
    },

    task: ownTask,
    active: (actor: Actor) => findActiveTask(db, actor.id),
    list: (actor: Actor, limit: number) => listTasks(db, actor.id, limit),
    images: (actor: Actor, taskId: string) => listTaskImages(db, ownTask(actor, taskId).id),

    /** How many tasks go before this one; null when it does not wait in the queue. */
    position: (actor: Actor, taskId: string) => queue.position(ownTask(actor, taskId).id),

    /** Ends a run; results so far stay. A running one ends within two seconds; ending twice does nothing. */
    async cancel(actor: Actor, taskId: string): Promise<void> {
      const task = ownTask(actor, taskId);
      const cancelled = cancelQueued(task);
      if (cancelled) await queue.cancel(taskId);
      else if (task.status === 'running') {
        requestCancel(db, taskId, clock.now());
        cancelRunning(taskId);
      }
      onChange(cancelled ?? ownTask(actor, taskId));
    },

    /** The results of an ended run, or what there is so far; null once they were cleaned up. */
    results(actor: Actor, taskId: string): GenerationResults | null {
      const task = ownTask(actor, taskId);
      if (task.cleanedAt !== null) return null;
      return (task.results as GenerationResults | null) ?? resultsOf(task, listTaskOutcomes(db, taskId), clock.now());
    },
  };
}

/** Why settings were refused: a sentence for each field. */
export type SettingsProblems = Partial<Record<keyof CaptionSettings, ReturnType<typeof say>>>;

export function checkSettings(wish: unknown, descriptionLimit: number): CaptionSettings {
  const parsed = settingsSchema(descriptionLimit).safeParse(wish);
  if (parsed.success) return parsed.data;
  const problems: SettingsProblems = {};
  for (const { path, message } of parsed.error.issues) {
    problems[path[0] as keyof CaptionSettings] ??= settingsProblem(message, descriptionLimit);
  }
  throw new AppError('validation', say('runs.invalidSettings'), { code: 'invalid-settings', cause: problems });
}
