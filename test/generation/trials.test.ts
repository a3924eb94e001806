import { describe, expect, it, onTestFinished } from 'vitest';
import { createOllamaCaptioner } from '../../src/captioner/engines/ollama.ts';
import { joinCaptioners } from '../../src/captioner/hosts/joint.ts';
import { createModels } from '../../src/generation/models.ts';
import { createTrials } from '../../src/generation/trials.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { createHostFetch } from '../../src/lib/safe-fetch.ts';
import { testClock } from '../support/clock.ts';
import { makeTestDatabase, openTestDatabase } from '../support/database.ts';
import {
  modelName,
  openEngine,
  quickSettings,
  settlePerson,
  testInstance,
  testOllama,
  until,
} from '../support/engine.ts';
import { asked, postPictures } from '../support/run-scene.ts';
import { sandboxModel } from '../support/sandbox-ollama/index.ts';

const log = createLog('silent');
const hostFetch = createHostFetch({ userAgent: 'test', allowedHosts: () => ['127.0.0.1'] });

/** Trials of a model at one host, whose answers are `sees`, one for each time it is asked. */
async function trialsScene(sees: (boolean | 'fails')[]) {
  const { db } = await openTestDatabase();
  const clock = testClock();
  const seen = [...sees];
  const host = { digest: 'first', tried: 0 };
  const joint = {
    models: async () => [],
    listed: (model: string) => (model === modelName ? [{ host: 'http://host', digest: host.digest }] : []),
    async looksAtTrial() {
      host.tried += 1;
      const saw = seen.shift();
      if (saw === 'fails' || saw === undefined) throw new Error('no answer');
      return saw;
    },
  };
  const open = () => createTrials({ db, clock, log, joint, onTried: () => {} });
  return { trials: open(), again: open, clock, host };
}

describe('the trial of a model', () => {
  it('is held once, and known after a restart', async () => {
    const { trials, again, host } = await trialsScene([true]);
    expect(trials.outcomeOf(modelName)).toBeNull();
    await Promise.all([trials.settle(modelName), trials.settle(modelName)]);
    await trials.settle(modelName);
    expect(trials.outcomeOf(modelName)).toBe('saw');
    expect(again().outcomeOf(modelName)).toBe('saw');
    expect(host.tried).toBe(1);
  });

  it('is held again when its files are others', async () => {
    const { trials, host } = await trialsScene([true, false]);
    await trials.settle(modelName);
    host.digest = 'second';
    expect(trials.outcomeOf(modelName)).toBeNull();
    await trials.settle(modelName);
    expect(trials.outcomeOf(modelName)).toBe('blind');
    expect(() => trials.requireSight(modelName)).toThrow(expect.objectContaining({ code: 'blind' }));
  });

  it('that came to nothing keeps no work waiting, and is held again after a while', async () => {
    const { trials, clock, host } = await trialsScene(['fails', true]);
    expect(trials.closedBecause(modelName)).toMatchObject({ key: 'models.beingTried' });
    await trials.settle(modelName);
    expect(trials.closedBecause(modelName)).toBeNull();
    expect(host.tried).toBe(1);
    clock.advance(61_000);
    expect(trials.closedBecause(modelName)).not.toBeNull();
    await trials.settle(modelName);
    expect(trials.outcomeOf(modelName)).toBe('saw');
  });

  it('that it did not pass can be overruled, for this making of it', async () => {
    const { trials, again, host } = await trialsScene([false]);
    await trials.settle(modelName);
    trials.trust(modelName);
    expect(again().outcomeOf(modelName)).toBe('trusted');
    expect(() => trials.requireSight(modelName)).not.toThrow();
    host.digest = 'second';
    expect(trials.outcomeOf(modelName)).toBeNull();
  });

  it('at one host is enough to begin with, whatever the others do', async () => {
    const { db } = await openTestDatabase();
    const listed = () => ['http://quick', 'http://hangs'].map((host) => ({ host, digest: 'one' }));
    const looksAtTrial = (host: string) =>
      host === 'http://quick' ? Promise.resolve(true) : new Promise<never>(() => {});
    const joint = { models: async () => [], listed, looksAtTrial };
    const tried = Promise.withResolvers<void>();
    const trials = createTrials({ db, clock: testClock(), log, joint, onTried: tried.resolve });
    expect(trials.closedBecause(modelName)).not.toBeNull();
    await tried.promise;
    expect(trials.closedBecause(modelName)).toBeNull();
  });

  it('is none for a model that is on other machines only', async () => {
    const { trials, host } = await trialsScene([]);
    await trials.settle('elsewhere:1b');
    expect(trials.closedBecause('elsewhere:1b')).toBeNull();
    expect(host.tried).toBe(0);
  });
});

const ofHelper = { sizeBytes: 1, parameterSize: '1B', family: 'gemma3', loaded: false, isThinking: false };

it('the models that a host of this machine has are told from those of helpers', async () => {
  const { db } = await openTestDatabase();
  const ollama = await testOllama({ models: [sandboxModel({ name: 'here:1b' }), sandboxModel({ name: 'both:1b' })] });
  const captioner = createOllamaCaptioner({ url: ollama.url, fetch: hostFetch, clock: systemClock });
  const ofHelpers = ['both:1b', 'attic:1b'].map((name) => ({ ...ofHelper, name }));
  const models = createModels({
    ...{ db, clock: systemClock, log, onPull: () => {}, elsewhere: () => ofHelpers },
    joint: joinCaptioners([captioner], { clock: systemClock }),
  });
  const names = (await models.installed()).map(({ name }) => name);
  expect(names.toSorted()).toEqual(['attic:1b', 'both:1b', 'here:1b']);
  expect(names.filter((name) => !models.isHere(name))).toEqual(['attic:1b']);
});

/** The task engine with the models of a sandbox that takes its time to load, as the program joins them. */
async function readyScene() {
  const database = await makeTestDatabase();
  const instance = await testInstance({ dialect: 'mastodon' });
  const ollama = await testOllama({ models: [sandboxModel({ name: modelName, loadMs: 200, msPerImage: 10 })] });
  const captioner = createOllamaCaptioner({ url: ollama.url, fetch: hostFetch, clock: systemClock });
  const models = createModels({
    ...{ db: database.db, clock: systemClock, log, onPull: () => {} },
    joint: joinCaptioners([captioner], { clock: systemClock }),
    onTried: () => void engine.endDeferrals('models.beingTried').then(engine.wake),
  });
  const engine: ReturnType<typeof openEngine> = openEngine(database, ollama, {
    gate: { modelClosedBecause: models.trials.closedBecause },
    async buildSpec(task, plainly) {
      await models.installed();
      const spec = plainly();
      models.makeReady(task.model, spec.modelHosts);
      return spec;
    },
  });
  await engine.start();
  onTestFinished(async () => {
    await engine.stop();
    database.close();
  });
  const startRun = async (name: string) => {
    const person = await settlePerson(database, instance, name);
    postPictures(instance, person.account, 2);
    const { id } = await engine.generation.start(person.user, person.connection, quickSettings, modelName);
    return () => engine.taskRow(id);
  };
  return { ollama, models, startRun };
}

describe('a run with a model that nobody has tried', () => {
  it('waits for the trial, says so, and then begins by itself', async () => {
    const { ollama, startRun, models } = await readyScene();
    const row = await startRun('bob');
    await until(() => row().waitingReason?.key === 'models.beingTried' || row().status === 'completed');
    await until(() => row().status === 'completed');
    expect(row()).toMatchObject({ attempt: 1, tries: 0, imagesDrafted: 2, imagesFailed: 0 });
    expect(models.trials.outcomeOf(modelName)).toBe('saw');
    expect(asked(ollama)).toHaveLength(2);
    expect(ollama.log.filter(({ route }) => route === '/api/chat')).toHaveLength(3);
    expect(ollama.loadCount()).toBe(1);
  });

  it('ends with the reason when the model sees nothing, until somebody overrules it', async () => {
    const { ollama, startRun, models } = await readyScene();
    ollama.faults.add({ kind: 'blind' });
    const row = await startRun('bob');
    await until(() => row().status === 'failed');
    expect(row().error).toMatchObject({
      code: 'blind',
      sentence: { key: 'models.blind', values: { model: modelName } },
    });
    expect(asked(ollama)).toEqual([]);
    models.trials.trust(modelName);
    const again = await startRun('carol');
    await until(() => again().status === 'completed');
    expect(again().imagesDrafted).toBe(2);
  });
});

describe('a second run', () => {
  it('within the time a model is kept causes no load, and no call to load it', async () => {
    const { ollama, startRun } = await readyScene();
    const first = await startRun('bob');
    await until(() => first().status === 'completed');
    const before = ollama.log.filter(({ route }) => route === '/api/chat').length;
    const second = await startRun('carol');
    await until(() => second().status === 'completed');
    expect(ollama.loadCount()).toBe(1);
    expect(ollama.log.filter(({ route }) => route === '/api/chat')).toHaveLength(before + 2);
  });

  it('after that time has it loaded while its pictures are prepared', async () => {
    const { ollama, startRun } = await readyScene();
    const first = await startRun('bob');
    await until(() => first().status === 'completed');
    ollama.forgetLoaded();
    const second = await startRun('carol');
    await until(() => second().status === 'completed');
    const calls = ollama.log.filter(({ route }) => route === '/api/chat');
    expect(ollama.loadCount()).toBe(2);
    expect(calls.filter(({ messages }) => messages.length === 0)).toHaveLength(1);
    expect(new Set(calls.map(({ options }) => options.num_ctx)).size).toBe(1);
  });
});
