import type { Db } from '../../db/open.ts';
import { readSystemSetting, writeSystemSetting } from '../../db/settings.ts';
import type { VisionModel } from '../captioner/captioner.ts';
import { chooseDefaultModel, type RecommendedModel, recommendedModels } from '../captioner/engines/models.ts';
import type { Joint } from '../captioner/hosts/joint.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError, type ErrorRecord, toErrorRecord } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { say } from '../lib/sentence.ts';
import { createModelPull } from './model-pull.ts';
import { createTrials } from './trials.ts';

const settingKey = 'model';

/** What there is to describe with: a choice of models, none that can see, or no model server. */
export type ModelOverview =
  | { kind: 'ready'; models: VisionModel[]; chosen: string }
  | { kind: 'none'; recommended: RecommendedModel[] }
  | { kind: 'unreachable'; error: ErrorRecord };

export type ModelsOptions = {
  db: Db;
  clock: Clock;
  log: Log;
  /** The model hosts of this machine. */
  joint: Pick<Joint, 'models' | 'pull' | 'warm' | 'listed' | 'looksAtTrial'>;
  /** The models of other machines that describe pictures too. */
  elsewhere?: () => VisionModel[];
  /** Told whenever a download has moved on. */
  onPull: () => void;
  /** Told whenever a model has been tried. */
  onTried?: () => void;
};

export type Models = ReturnType<typeof createModels>;

/** The models of the person's own machine: which there are, which is used, and fetching one. */
export function createModels({
  db,
  clock,
  log,
  joint,
  elsewhere = () => [],
  onPull,
  onTried = () => {},
}: ModelsOptions) {
  const trials = createTrials({ db, clock, log, joint, onTried });
  let chosen = readSystemSetting<string | null>(db, settingKey, null);
  /** What was found to begin with while nobody has chosen. */
  let suggested: string | null = null;

  function choose(name: string) {
    if (chosen === name) return;
    writeSystemSetting(db, settingKey, name, clock.now());
    chosen = name;
  }

  /** The chosen one while it is installed, else the best there is. */
  function pick(models: VisionModel[]): string | undefined {
    return models.find(({ name }) => name === chosen)?.name ?? chooseDefaultModel(models)?.name;
  }

  /** Those of this machine and of others, each once. Throws only where there is no model anywhere. */
  async function installed(): Promise<VisionModel[]> {
    const others = elsewhere();
    const own = await joint.models().catch((thrown: unknown) => {
      if (others.length === 0) throw thrown;
      return [];
    });
    return [...new Map([...others, ...own].map((model) => [model.name, model])).values()];
  }

  async function overview(): Promise<ModelOverview> {
    try {
      const models = await installed();
      const name = pick(models);
      suggested = name ?? null;
      return name === undefined
        ? { kind: 'none', recommended: recommendedModels }
        : { kind: 'ready', models, chosen: name };
    } catch (thrown) {
      return { kind: 'unreachable', error: toErrorRecord(thrown) };
    }
  }

  return {
    /** Models that can see, on any machine. Throws `model-unreachable` and the like. */
    installed,
    overview,
    /** Of this machine: the one asked for while it is installed, else the one in use. Throws `model-missing` and the like. */
    async findHere(wanted: string | null): Promise<VisionModel> {
      const models = await joint.models();
      const name = models.find((model) => model.name === wanted)?.name ?? pick(models);
      const model = models.find((one) => one.name === name);
      if (!model) throw new AppError('validation', say('models.none'), { code: 'model-missing' });
      if (trials.outcomeOf(model.name) === null) await trials.settle(model.name);
      trials.requireSight(model.name);
      return model;
    },
    choose,
    trials,
    /** Whether a host of this machine was found to have it: only there it is shown the test picture. */
    isHere: (model: string) => joint.listed(model).length > 0,
    /** Work with it is about to begin: throws `blind`, else loads it while the work prepares itself. */
    makeReady(model: string, hosts: readonly { url: string }[]): void {
      trials.requireSight(model);
      void joint.warm(
        model,
        hosts.map(({ url }) => url),
      );
    },
    hasChoice: () => chosen !== null,
    /** The name of the model in use; null while none is known. */
    inUse: () => chosen ?? suggested,
    ...createModelPull({ log, joint, onPull }),
  };
}
