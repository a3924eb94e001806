import { describe, expect, it, onTestFinished } from 'vitest';
import { captionVersions } from '../../db/schema.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { say } from '../../src/lib/sentence.ts';
import { testDesk } from '../support/desk.ts';
import {
  type EngineOptions,
  modelName,
  quickSettings,
  settlePerson,
  testEngine,
  testInstance,
  testOllama,
  until,
} from '../support/engine.ts';
import { asked, postPictures, quickModel } from '../support/run-scene.ts';
import type { SandboxOllama } from '../support/sandbox-ollama/index.ts';
import { startSandboxOpenai } from '../support/sandbox-openai/index.ts';

/** The gate's time, twenty times as fast: its pauses are over soon. */
const hastyClock = { ...systemClock, now: () => Date.now() * 20 };

/** A model host for each of the times a picture takes there, and the task engine before them. */
async function hostsScene(msPerImage: number[], options: EngineOptions = {}) {
  const instance = await testInstance({ dialect: 'mastodon' });
  const hosts = await Promise.all(msPerImage.map((ms) => testOllama({ models: quickModel(ms) })));
  const engine = await testEngine(hosts, { ...options, gateOptions: { clock: hastyClock, ...options.gateOptions } });
  for (const { url } of hosts) engine.slots.note(url, { models: [{ name: modelName, loaded: true }] });
  const { database, generation } = engine;
  return {
    ...engine,
    hosts: hosts as [SandboxOllama, SandboxOllama],
    async startRun(name: string, pictures: number) {
      const person = await settlePerson(database, instance, name);
      postPictures(instance, person.account, pictures);
      return generation.start(person.user, person.connection, quickSettings, modelName);
    },
    /** The drafts that were written, each with its picture. */
    drafts: () => database.db.select().from(captionVersions).all(),
  };
}

describe('a run with two model hosts', () => {
  it('has pictures described at both, more at the quicker one', async () => {
    const { hosts, startRun, taskRow } = await hostsScene([40, 120]);
    const { id } = await startRun('bob', 24);
    await until(() => taskRow(id).status === 'completed');
    const [quick, slow] = hosts.map((host) => asked(host).length) as [number, number];
    expect(quick + slow).toBe(24);
    expect(slow).toBeGreaterThan(1);
    expect(quick).toBeGreaterThan(slow);
  });

  it('goes on at the other when one dies in the middle, and describes every picture once', async () => {
    const { hosts, startRun, taskRow, drafts } = await hostsScene([60, 60]);
    const { id } = await startRun('bob', 16);
    await until(() => taskRow(id).imagesDrafted >= 4 && hosts[0].generating() > 0);
    await hosts[0].refuseConnections();
    await until(() => taskRow(id).status === 'completed');
    expect(taskRow(id)).toMatchObject({ attempt: 1, imagesDrafted: 16, imagesFailed: 0, tries: 0, error: null });
    expect(new Set(drafts().map(({ imageId }) => imageId)).size).toBe(16);
    expect(drafts()).toHaveLength(16);
  });

  it.each(['oom-500', 'arch-500', 'busy-503', 'stopped-500', 'model-404', '401', 'proxy-502-html'] as const)(
    'does not notice that one answers with %s',
    async (kind) => {
      const { hosts, startRun, taskRow } = await hostsScene([20, 20]);
      hosts[0].faults.add({ kind, times: 1000, route: '/api/chat' });
      const { id } = await startRun('bob', 8);
      await until(() => taskRow(id).status === 'completed');
      expect(taskRow(id)).toMatchObject({ attempt: 1, imagesDrafted: 8, imagesFailed: 0, tries: 0, error: null });
      // Whatever it says, it is not asked for each picture.
      expect(asked(hosts[0]).length).toBeLessThan(8);
    },
  );

  it('counts a picture once among those of the day that was sent to the other', async () => {
    const picturesLeft = () => ({ pictures: 8, reason: say('limits.picturesToday', { count: 8 }), nextDayMs: 0 });
    const { hosts, startRun, taskRow } = await hostsScene([20, 20], { gate: { picturesLeft } });
    hosts[0].faults.add({ kind: 'oom-500', times: 1000, route: '/api/chat' });
    const { id } = await startRun('bob', 8);
    await until(() => taskRow(id).completedAt !== null || taskRow(id).waitingReason !== null);
    expect(asked(hosts[0]).length).toBeGreaterThan(0);
    expect(taskRow(id)).toMatchObject({ status: 'completed', attempt: 1, imagesDrafted: 8 });
  });

  it('gives work again to one that has come back', async () => {
    const { hosts, startRun, taskRow, slots } = await hostsScene([100, 100]);
    const { id } = await startRun('bob', 50);
    await until(() => taskRow(id).imagesDrafted >= 2);
    await hosts[0].refuseConnections();
    await until(() => taskRow(id).imagesDrafted >= 8);
    await hosts[0].acceptConnections();
    // A picture that broke off may have left it without its model: then all others are done before it is loaded again.
    slots.note(hosts[0].url, { models: [{ name: modelName, loaded: true }] });
    const before = asked(hosts[0]).length;
    await until(() => asked(hosts[0]).length > before + 3);
    await until(() => taskRow(id).status === 'completed');
    expect(taskRow(id)).toMatchObject({ attempt: 1, imagesDrafted: 50, imagesFailed: 0 });
  });

  it('waits, and says why, when both are gone, and goes on when one is back', async () => {
    const { hosts, startRun, taskRow, hurry } = await hostsScene([60, 60]);
    const { id } = await startRun('bob', 12);
    await until(() => taskRow(id).imagesDrafted >= 3);
    await Promise.all(hosts.map((host) => host.refuseConnections()));
    await until(() => taskRow(id).waitingUntil !== null);
    expect(taskRow(id)).toMatchObject({
      status: 'queued',
      tries: 0,
      imagesFailed: 0,
      waitingReason: { key: 'captioner.modelUnreachable' },
    });
    await hosts[1].acceptConnections();
    hurry(id);
    await until(() => taskRow(id).status === 'completed');
    expect(taskRow(id)).toMatchObject({ imagesDrafted: 12, imagesFailed: 0 });
  });

  it('never asks one that lacks its model', async () => {
    const { hosts, startRun, taskRow, slots } = await hostsScene([20, 20]);
    slots.note(hosts[0].url, { models: [{ name: 'another', loaded: true }] });
    const { id } = await startRun('bob', 8);
    await until(() => taskRow(id).status === 'completed');
    expect(asked(hosts[0])).toEqual([]);
    expect(asked(hosts[1])).toHaveLength(8);
  });

  it('shares both fairly with another run', async () => {
    const { startRun, taskRow } = await hostsScene([40, 60]);
    const [long, short] = [await startRun('anna', 60), await startRun('ben', 6)];
    await until(() => taskRow(short.id).status === 'completed');
    expect(taskRow(long.id).imagesDrafted).toBeLessThan(30);
  });

  it('stops both when it is cancelled', async () => {
    const { hosts, startRun, taskRow, generation } = await hostsScene([30_000, 30_000]);
    const task = await startRun('bob', 8);
    await until(() => hosts.every((host) => host.generating() > 0));
    await generation.cancel({ id: taskRow(task.id).userId, role: 'member' }, task.id);
    await until(() => taskRow(task.id).status === 'cancelled');
    await until(() => hosts.every((host) => host.generating() === 0));
    expect(taskRow(task.id).imagesDrafted).toBe(0);
  });
});

describe('a run with a server that speaks the API of OpenAI', () => {
  it('has its pictures described there and at Ollama', async () => {
    const instance = await testInstance({ dialect: 'mastodon' });
    const ollama = await testOllama({ models: quickModel(40) });
    const server = await startSandboxOpenai({ models: [{ id: modelName, sees: true }], msPerImage: 40 });
    onTestFinished(server.close);
    const engine = await testEngine([ollama, { url: server.url, speaks: 'openai' }]);
    for (const { url } of [ollama, server]) engine.slots.note(url, { models: [{ name: modelName, loaded: true }] });
    const bob = await settlePerson(engine.database, instance, 'bob');
    postPictures(instance, bob.account, 12);
    const { id } = await engine.generation.start(bob.user, bob.connection, quickSettings, modelName);
    await until(() => engine.taskRow(id).status === 'completed');
    expect(engine.taskRow(id)).toMatchObject({ imagesDrafted: 12, imagesFailed: 0 });
    expect(asked(ollama).length).toBeGreaterThan(0);
    expect(server.log.length).toBeGreaterThan(0);
    expect(asked(ollama).length + server.log.length).toBe(12);
  });
});

describe('a single wish', () => {
  it('goes at once to the host that has room, before the runs', async () => {
    const { hosts, slots, hub, startRun } = await hostsScene([30_000, 20]);
    const signal = new AbortController().signal;
    // The second host is another task's for now, so that the run fills the first and waits for the second.
    const wish = { hosts: [hosts[1].url], model: modelName, taskId: 'other', signal };
    const taken = await Promise.all([slots.acquire(wish), slots.acquire(wish)]);
    await startRun('bob', 12);
    await until(() => slots.load(hosts[0].url).held === 2 && slots.load(hosts[1].url).waiting > 0);
    const desk = testDesk(hosts, { hub, slots });
    const asking = desk.ask({ userId: 'carol', imageId: null, errand: desk.errand() });
    await until(() => slots.load(hosts[1].url).waiting > 2);
    for (const slot of taken) slot?.release(null);
    await until(() => asking.endedAtMs !== null);
    expect(asking.state).toBe('drafted');
  });

  it('goes to another host when the one it was at fails', async () => {
    const { hosts, slots, hub } = await hostsScene([20, 20]);
    hosts[0].faults.add({ kind: 'oom-500', times: 1000 });
    const desk = testDesk(hosts, { hub, slots });
    const wish = desk.ask({ userId: 'bob', imageId: null, errand: desk.errand() });
    await until(() => wish.endedAtMs !== null);
    expect(wish.state).toBe('drafted');
    // With half the pixels it has run out of memory once more.
    expect(asked(hosts[0]).length).toBe(2);
  });
});
