import { describe, expect, it, onTestFinished } from 'vitest';
import { createOllamaCaptioner } from '../../src/captioner/engines/ollama.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { type ModelProbeOptions, startModelProbe } from '../../src/tasks/model-probe.ts';
import { until } from '../support/engine.ts';
import { runScene } from '../support/run-scene.ts';
import { openRows } from './rows.ts';

const log = createLog('silent');

const away = {
  category: 'resource' as const,
  code: 'model-unreachable',
  sentence: { key: 'captioner.modelUnreachable', values: { host: 'http://127.0.0.1:11434', model: 'm' } },
};

function start(options: Omit<ModelProbeOptions, 'log' | 'onChange'>): void {
  const probe = startModelProbe({ ...options, log, onChange: () => {} });
  onTestFinished(probe.stop);
}

/** Bob's run over rows alone, which can be made to wait, and a model server that answers to order. */
async function openProbe(model = 'm') {
  const scene = await openRows();
  const id = await scene.add('run', scene.person('bob'));
  const server = { asked: 0, answer: async () => false };
  const { db, queue, clock } = scene;
  const modelsAtHand = async () => {
    server.asked += 1;
    return new Set((await server.answer()) ? [model] : []);
  };
  start({ db, queue, clock, modelsAtHand, onEnqueued: () => {} });
  return {
    ...{ ...scene, id, server },
    async meetTrouble() {
      const task = await scene.begin();
      if (task) await scene.settle(task, { outcome: 'failed', error: away });
    },
    /** Lets a time pass second by second, with what it wakes. */
    async pass(seconds: number) {
      for (let second = 0; second < seconds; second++) {
        clock.advance(1000);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

describe('looking for a model server that was away', () => {
  it('asks nothing while nothing waits for it', async () => {
    const { server, pass, begin, settle } = await openProbe();
    await pass(60);
    const task = await begin();
    const error = { ...away, code: 'model-busy' };
    if (task) await settle(task, { outcome: 'failed', error });
    await pass(5);
    expect(server.asked).toBe(0);
  });

  it('ends the waits within seconds once it answers', async () => {
    const { server, pass, meetTrouble, begin, row, id } = await openProbe();
    await meetTrouble();
    await pass(4);
    expect(server.asked).toBeGreaterThan(0);
    expect(await begin()).toBeNull();
    server.answer = async () => true;
    await pass(3);
    expect(row(id)).toMatchObject({ status: 'queued', tries: 0 });
    expect((await begin())?.id).toBe(id);
  });

  it('is not stopped by a server that accepts the question and never answers it, nor by an error', async () => {
    const { server, pass, meetTrouble, begin, id } = await openProbe();
    await meetTrouble();
    server.answer = () => new Promise(() => {});
    await pass(3);
    server.answer = () => Promise.reject(new Error('broken'));
    await pass(5);
    server.answer = async () => true;
    await pass(2);
    expect((await begin())?.id).toBe(id);
  });

  it('leaves alone what waits for another model', async () => {
    const { server, pass, meetTrouble, begin } = await openProbe('another');
    server.answer = async () => true;
    await meetTrouble();
    await pass(6);
    expect(server.asked).toBeGreaterThan(0);
    expect(await begin()).toBeNull();
  });

  it('asks more rarely the longer nothing has got on, also where it answers and does not describe', async () => {
    const { server, pass, meetTrouble, row, id } = await openProbe();
    server.answer = async () => true;
    await meetTrouble();
    for (let second = 0; second < 600; second++) {
      await pass(1);
      await meetTrouble();
    }
    const before = server.asked;
    for (let second = 0; second < 120; second++) {
      await pass(1);
      await meetTrouble();
    }
    expect(server.asked - before).toBeLessThanOrEqual(9);
    expect(row(id)).toMatchObject({ status: 'queued', tries: 0 });
  });
});

describe('a run whose model server went away', () => {
  it('leaves its place to others meanwhile and goes on by itself when the server is back', async () => {
    const scene = await runScene(10, { cap: 1, inFlight: 1 });
    const { person, start: startRun, taskRow, ollama, queue, db, wake } = scene;
    const captioner = createOllamaCaptioner({ url: ollama.url, fetch, clock: systemClock });
    start({
      ...{ db, queue, clock: systemClock, onEnqueued: wake },
      modelsAtHand: async () => new Set((await captioner.models()).map(({ name }) => name)),
    });
    const [bob, anna] = [await person('bob', 3), await person('anna', 0)];
    await ollama.refuseConnections();
    const task = await startRun(bob);
    await until(() => (taskRow(task.id).waitingUntil ?? 0) > Date.now());
    const other = await startRun(anna);
    await until(() => taskRow(other.id).status === 'completed');
    expect(taskRow(task.id).status).toBe('queued');
    await ollama.acceptConnections();
    await until(() => taskRow(task.id).status === 'completed');
    expect(taskRow(task.id)).toMatchObject({ imagesDrafted: 3, imagesFailed: 0, tries: 0, error: null });
    expect(ollama.log.filter(({ route }) => route === '/api/tags').length).toBeGreaterThan(0);
  });
});
