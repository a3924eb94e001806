import { readCaptionSettings, writeCaptionSettings } from '../../db/caption-settings.ts';
import { transact } from '../../db/open.ts';
import {
  findActiveTask,
  findTask,
  insertTask,
  listTaskImages,
  listTaskOutcomes,
  listTasks,
  type TaskRow,
} from '../../db/tasks.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { say } from '../lib/sentence.ts';
import { type GenerationResults, resultsOf } from './results.ts';
import {
  type CaptionSettings,
  defaultSettingsFor,
  readSavedSettings,
  settingsProblem,
  settingsSchema,
} from './settings.ts';
import { createSteering, type SteeringOptions } from './steering.ts';

export type Actor = { id: string; role: 'admin' | 'member' };
/** What starting a run needs to know of a connection; the caller has checked whose it is. */
export type RunConnection = {
  id: string;
  userId: string;
  status: 'active' | 'expired';
  instance: { descriptionLimit: number };
};

export type GenerationOptions = SteeringOptions & {
  /** Throws when a person may start no run now: her day's share is used up, too many wait, the disk is full. */
  checkStart: (userId: string) => void;
};

export type Generation = ReturnType<typeof createGeneration>;

const priorities = { admin: 1, member: 10 } as const;

/** The web caption generation service: start, status, cancel and results of runs, each person's own. */
export function createGeneration(options: GenerationOptions) {
  const { db, queue, clock, checkStart, onEnqueued, onChange } = options;
  const steering = createSteering(options);

  /** The person's own task; administrators see everybody's. Somebody else's does not exist for her. */
  function ownTask(actor: Actor, taskId: string): TaskRow {
    const task = findTask(db, taskId);
    if (!task || (task.userId !== actor.id && actor.role !== 'admin')) {
      throw new AppError('validation', say('runs.notFound'), { code: 'not-found' });
    }
    return task;
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
     * (its cause maps fields to sentences), `already-active`, `connection-expired`, and what `checkStart` does.
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
        if (!findActiveTask(db, actor.id)) checkStart(actor.id);
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
    cancel: (actor: Actor, taskId: string) => steering.cancel(ownTask(actor, taskId)),

    /** Puts a run on hold, once the pictures at the model are finished. */
    hold: (actor: Actor, taskId: string) => steering.hold(ownTask(actor, taskId)),

    /** Lets a held run go on, and one that waits for its next try begin it. */
    goOn: (actor: Actor, taskId: string) => steering.goOn(ownTask(actor, taskId)),

    /** Puts a waiting run before the other waiting ones of its person. */
    putFirst: (actor: Actor, taskId: string) => steering.goBeforeOwn(ownTask(actor, taskId)),

    /** Puts a waiting run before everybody's; for administrators. */
    async putBeforeAll(actor: Actor, taskId: string): Promise<void> {
      if (actor.role !== 'admin') throw new AppError('validation', say('runs.notFound'), { code: 'not-found' });
      await steering.goBeforeAll(ownTask(actor, taskId));
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
