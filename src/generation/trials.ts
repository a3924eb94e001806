import type { Db } from '../../db/open.ts';
import { readSystemSetting, writeSystemSetting } from '../../db/settings.ts';
import type { Joint } from '../captioner/hosts/joint.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError, toErrorRecord } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { type Sentence, say } from '../lib/sentence.ts';

/** `trusted`: it did not see the picture, and is used all the same. */
export type TrialOutcome = 'saw' | 'blind' | 'trusted';

export type TrialsOptions = {
  db: Db;
  clock: Clock;
  log: Log;
  joint: Pick<Joint, 'models' | 'listed' | 'looksAtTrial'>;
  /** Told when a model has been tried, however that went. */
  onTried: () => void;
};

const settingKey = 'model-trials';
const mostKept = 100;
/** A trial that came to nothing says nothing of the model: work begins, and meets the trouble itself. */
const againMs = 60_000;

/**
 * Which models of this machine's hosts have looked at a known picture, and whether they saw it. Kept for each host and
 * each making of a model, so that a model is tried once, and again when its files have changed.
 */
export function createTrials({ db, clock, log, joint, onTried }: TrialsOptions) {
  const kept = new Map(Object.entries(readSystemSetting<Record<string, TrialOutcome>>(db, settingKey, {})));
  const underWay = new Map<string, Promise<void>>();
  const failedAt = new Map<string, number>();

  function keep(key: string, outcome: TrialOutcome) {
    kept.delete(key);
    kept.set(key, outcome);
    writeSystemSetting(db, settingKey, Object.fromEntries([...kept].slice(-mostKept)), clock.now());
  }

  const makingsOf = (model: string) =>
    joint.listed(model).map(({ host, digest }) => ({ host, key: `${host} ${model} ${digest}` }));

  /** Null while it has been tried at no host that has it. */
  function outcomeOf(model: string): TrialOutcome | null {
    const outcomes = makingsOf(model).flatMap(({ key }) => kept.get(key) ?? []);
    return (['blind', 'trusted', 'saw'] as const).find((one) => outcomes.includes(one)) ?? null;
  }

  function isToBeTried(model: string): boolean {
    const makings = makingsOf(model);
    const isWanting = makings.length === 0 || makings.some(({ key }) => !kept.has(key));
    return isWanting && clock.now() - (failedAt.get(model) ?? Number.NEGATIVE_INFINITY) >= againMs;
  }

  async function tryAt({ host, key }: { host: string; key: string }, model: string): Promise<void> {
    keep(key, (await joint.looksAtTrial(host, model)) ? 'saw' : 'blind');
    onTried();
  }

  /** At all hosts at once: one that hangs keeps nobody from the others. */
  async function tryEverywhere(model: string): Promise<void> {
    try {
      if (makingsOf(model).length === 0) await joint.models();
      if (makingsOf(model).length === 0) failedAt.set(model, clock.now());
      const untried = makingsOf(model).filter(({ key }) => !kept.has(key));
      const tried = await Promise.allSettled(untried.map((making) => tryAt(making, model)));
      for (const one of tried) if (one.status === 'rejected') throw one.reason;
    } catch (thrown) {
      failedAt.set(model, clock.now());
      log.warn({ model, error: toErrorRecord(thrown) }, 'a model could not be shown the test picture');
    } finally {
      underWay.delete(model);
      onTried();
    }
  }

  /** Resolves when it has been tried, or could not be. Never rejects. */
  async function settle(model: string): Promise<void> {
    if (!underWay.has(model) && !isToBeTried(model)) return;
    const trying = underWay.get(model) ?? tryEverywhere(model);
    underWay.set(model, trying);
    await trying;
  }

  return {
    outcomeOf,
    settle,
    /** Why no work may begin with a model now; its trial begins, and with it the loading. */
    closedBecause(model: string): Sentence | null {
      void settle(model);
      return outcomeOf(model) === null && underWay.has(model) ? say('models.beingTried', { model }) : null;
    },
    /** Throws `blind` for a model that did not see the picture. */
    requireSight(model: string): void {
      if (outcomeOf(model) !== 'blind') return;
      throw new AppError('validation', say('models.blind', { model }), { code: 'blind' });
    },
    /** An administrator wants it to be used all the same. */
    trust(model: string): void {
      for (const { key } of makingsOf(model)) if (kept.get(key) === 'blind') keep(key, 'trusted');
    },
  };
}
