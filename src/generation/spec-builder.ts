import type { TaskRow } from '../../db/tasks.ts';
import type { VisionModel } from '../captioner/captioner.ts';
import { AppError } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import type { Credentials, Instance } from '../platforms/platform.ts';
import type { CaptionSettings } from './settings.ts';
import type { TaskSpec } from './spec.ts';

export type SpecBuilderOptions = {
  connections: {
    open: (id: string) => { connection: { accountId: string }; instance: Instance; credentials: Credentials };
  };
  models: { installed: () => Promise<VisionModel[]> };
  modelHost: TaskSpec['modelHost'];
  inFlight: number;
  allowedHosts: () => readonly string[];
};

/**
 * Builds the order for a task's next attempt, fresh each time: the token may have been renewed and the model removed
 * since the last one. Throws what stands in the way: `expired`, `model-unreachable`, `model-missing`, …
 */
export function createSpecBuilder({ connections, models, modelHost, inFlight, allowedHosts }: SpecBuilderOptions) {
  return async function buildSpec(task: TaskRow): Promise<TaskSpec> {
    const { connection, instance, credentials } = connections.open(task.connectionId);
    const model = (await models.installed()).find(({ name }) => name === task.model);
    if (!model) {
      throw new AppError('validation', say('runs.modelGone', { model: task.model }), { code: 'model-missing' });
    }
    return {
      taskId: task.id,
      attempt: task.attempt,
      instance,
      accountId: connection.accountId,
      credentials,
      settings: task.settings as CaptionSettings,
      model: { name: model.name, family: model.family },
      modelHost,
      inFlight,
      allowedHosts: [...allowedHosts()],
    };
  };
}
