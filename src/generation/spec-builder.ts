import type { Db } from '../../db/open.ts';
import type { TaskRow } from '../../db/tasks.ts';
import { listUnsettled } from '../../db/unsettled-images.ts';
import type { VisionModel } from '../captioner/captioner.ts';
import { AppError } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import type { Credentials, Instance } from '../platforms/platform.ts';
import type { TaskSpec } from './run/spec.ts';
import type { CaptionSettings } from './settings.ts';

export type SpecBuilderOptions = {
  db: Db;
  connections: {
    openFresh: (
      id: string,
    ) => Promise<{ connection: { accountId: string }; instance: Instance; credentials: Credentials }>;
    /** `requireNone` throws `rate-limited` while the server of the connection wants to be left alone. */
    rests: { requireNone: (id: string) => void };
  };
  /** The models of all machines. */
  models: {
    installed: () => Promise<Pick<VisionModel, 'name'>[]>;
    /** Throws where the model is not fit for work, else has it loaded meanwhile. */
    makeReady?: (model: string, hosts: TaskSpec['modelHosts']) => void;
  };
  allowedHosts: () => readonly string[];
};

/** Where an attempt's pictures are described: the model hosts as their machine reaches them, and what they have. */
export type ModelSite = {
  modelHosts: TaskSpec['modelHosts'];
  /** Of all of them together. May throw `model-unreachable` and the like. */
  installed: () => Promise<Pick<VisionModel, 'name' | 'family'>[]>;
  /** Pictures at a host at once to begin with: one more than it describes at a time. */
  inFlight: number;
};

/**
 * Builds the order for a task's next attempt, fresh each time: the token may have been renewed and the model removed
 * since the last one. Throws what stands in the way: `expired`, `rate-limited`, `model-unreachable`, `model-missing`, `model-elsewhere`,
 * `blind`, …
 */
export function createSpecBuilder({ db, connections, models, allowedHosts }: SpecBuilderOptions) {
  async function missing(name: string): Promise<AppError> {
    const isElsewhere = (await models.installed()).some((model) => model.name === name);
    return isElsewhere
      ? new AppError('resource', say('runs.modelElsewhere', { model: name }), { code: 'model-elsewhere' })
      : new AppError('validation', say('runs.modelGone', { model: name }), { code: 'model-missing' });
  }

  return async function buildSpec(task: TaskRow, site: ModelSite): Promise<TaskSpec> {
    connections.rests.requireNone(task.connectionId);
    const { connection, instance, credentials } = await connections.openFresh(task.connectionId);
    const model = (await site.installed()).find(({ name }) => name === task.model);
    if (!model) throw await missing(task.model);
    models.makeReady?.(task.model, site.modelHosts);
    return {
      taskId: task.id,
      attempt: task.attempt,
      tries: task.tries,
      instance,
      accountId: connection.accountId,
      credentials,
      settings: task.settings as CaptionSettings,
      scope: task.scope,
      resume: resumeOf(db, task),
      model: { name: model.name, family: model.family },
      modelHosts: site.modelHosts,
      // Where memory was short, pictures go one by one.
      inFlight: task.error?.code === 'out-of-memory' ? 1 : site.inFlight,
      allowedHosts: [...allowedHosts()],
    };
  };
}

/** Where the attempts before came to. */
export function resumeOf(db: Db, { id, reached, postsChosen, imagesFound }: TaskRow): TaskSpec['resume'] {
  if (!reached) return null;
  const taken = { posts: postsChosen, pictures: imagesFound };
  return { cursor: reached.cursor, pending: listUnsettled(db, id), taken };
}
