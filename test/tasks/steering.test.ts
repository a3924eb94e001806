import { describe, expect, it } from 'vitest';
import { reconcile, requeueInterrupted } from '../../src/tasks/recovery.ts';
import { openRows } from './rows.ts';

type Scene = Awaited<ReturnType<typeof openRows>>;

const away = {
  category: 'resource' as const,
  code: 'model-unreachable',
  sentence: { key: 'captioner.modelUnreachable', values: { host: 'http://127.0.0.1:11434', model: 'm' } },
};

/** The ids in the order in which they are claimed, each ended as it comes. */
async function orderOf(scene: Scene): Promise<string[]> {
  const task = await scene.begin();
  if (!task) return [];
  await scene.settle(task, { outcome: 'completed' });
  return [task.id, ...(await orderOf(scene))];
}

async function openBobsRun() {
  const scene = await openRows();
  const bob = scene.person('bob');
  const id = await scene.add('run', bob);
  const { generation, row, queue } = scene;
  return {
    ...{ ...scene, bob, id, state: () => row(id) },
    hold: () => generation.hold(bob.user, id),
    goOn: () => generation.goOn(bob.user, id),
    jobs: async () => [...(await queue.taskIds())],
  };
}

describe('holding a run', () => {
  it('takes one that waits out of the queue, and puts it back when it goes on', async () => {
    const { hold, goOn, state, jobs, begin, id, told } = await openBobsRun();
    await hold();
    expect(state()).toMatchObject({ status: 'held', holdRequestedAt: null });
    expect(await jobs()).toEqual([]);
    expect(await begin()).toBeNull();
    expect(told(id)).toBe('This run is on hold. Nothing is described until it goes on; what is described is kept.');
    await goOn();
    expect(state()).toMatchObject({ status: 'queued', waitingUntil: null });
    expect((await begin())?.id).toBe(id);
  });

  it('asks a running one to stop between two pictures, says so, and holds it then', async () => {
    const { hold, state, begin, settle, paused, told, id, jobs } = await openBobsRun();
    const task = await begin();
    await hold();
    expect(paused).toEqual([id]);
    expect(state()).toMatchObject({ status: 'running' });
    expect(told(id)).toBe('Going on hold. The picture at the model is finished first.');
    if (task) await settle(task, { outcome: 'paused' });
    expect(state()).toMatchObject({ status: 'held', tries: 0, holdRequestedAt: null });
    expect(await jobs()).toEqual([]);
  });

  it('is obeyed also where the attempt ends in trouble before it could pause, and after a crash', async () => {
    const troubled = await openBobsRun();
    const task = await troubled.begin();
    await troubled.hold();
    if (task) await troubled.settle(task, { outcome: 'failed', error: away });
    expect(troubled.state()).toMatchObject({ status: 'held', tries: 0 });

    const crashed = await openBobsRun();
    await crashed.begin();
    await crashed.hold();
    await requeueInterrupted(crashed, { hasHelpers: false });
    await reconcile(crashed.db, crashed.queue, crashed.clock);
    expect(crashed.state()).toMatchObject({ status: 'held' });
    expect(await crashed.jobs()).toEqual([]);
  });

  it('can be taken back before it has happened: then the run takes its place again', async () => {
    const { hold, goOn, state, begin, settle, id } = await openBobsRun();
    const task = await begin();
    await hold();
    await goOn();
    expect(state()).toMatchObject({ status: 'running', holdRequestedAt: null });
    if (task) await settle(task, { outcome: 'paused' });
    expect((await begin('again'))?.id).toBe(id);
  });

  it('loses nothing when the run is let go in the moment in which its job is given back', async () => {
    const { hold, goOn, begin, settle, queue, jobs, id } = await openBobsRun();
    const task = await begin();
    await hold();
    const settleJob = queue.settle;
    queue.settle = async (...args) => {
      await goOn();
      return await settleJob(...args);
    };
    if (task) await settle(task, { outcome: 'paused' });
    queue.settle = settleJob;
    expect(await jobs()).toEqual([id]);
    expect((await begin('again'))?.id).toBe(id);
  });

  it('does nothing the second time, nor to a run that is over or being cancelled', async () => {
    const { hold, goOn, state, begin, settle, paused, generation, bob, id } = await openBobsRun();
    await hold();
    await hold();
    await goOn();
    await goOn();
    expect(state()).toMatchObject({ status: 'queued' });
    const task = await begin();
    await generation.cancel(bob.user, id);
    await hold();
    expect([paused, state().holdRequestedAt]).toEqual([[], null]);
    if (task) await settle(task, { outcome: 'cancelled' });
    const ended = state();
    await hold();
    await goOn();
    expect(state()).toEqual(ended);
  });

  it('gives a run all its tries again when it goes on', async () => {
    const { hold, goOn, state, begin, settle } = await openBobsRun();
    const task = await begin();
    if (task) await settle(task, { outcome: 'failed', error: { ...away, code: 'events-lost' } });
    expect(state()).toMatchObject({ tries: 1 });
    await hold();
    await goOn();
    expect(state()).toMatchObject({ tries: 0, waitingSince: null, error: null });
  });

  it('does not keep a run from being cancelled', async () => {
    const { hold, state, generation, bob, id } = await openBobsRun();
    await hold();
    await generation.cancel(bob.user, id);
    expect(state()).toMatchObject({ status: 'cancelled', step: 'done' });
  });
});

describe('going on with a run that waits for its next try', () => {
  it('ends the wait', async () => {
    const { goOn, begin, settle, id } = await openBobsRun();
    const task = await begin();
    if (task) await settle(task, { outcome: 'failed', error: away });
    expect(await begin()).toBeNull();
    await goOn();
    expect((await begin())?.id).toBe(id);
  });

  it('obeys the time that the other side has told', async () => {
    const { goOn, begin, settle, clock, id } = await openBobsRun();
    const limited = { ...away, category: 'platform' as const, code: 'rate-limited' };
    const task = await begin();
    if (task) await settle(task, { outcome: 'failed', error: { ...limited, retryAtMs: clock.now() + 90_000 } });
    await goOn();
    expect(await begin()).toBeNull();
    clock.advance(90_000);
    expect((await begin())?.id).toBe(id);
  });
});

describe('“this one first”', () => {
  it('moves what a person’s connections do by themselves before her others and past nobody else’s', async () => {
    const scene = await openRows();
    const [bob, anna] = [scene.person('bob'), scene.person('anna')];
    const scheduled = { kind: 'scheduled', priority: 20 } as const;
    await scene.add('nightly', bob, scheduled);
    await scene.add('of-anna', anna, scheduled);
    await scene.add('watching', { ...bob, connection: scene.anotherConnection(bob.user.id) }, scheduled);
    await scene.generation.putFirst(bob.user, 'watching');
    expect(await orderOf(scene)).toEqual(['of-anna', 'watching', 'nightly']);
  });

  it('lets an administrator put any run before everybody’s, the latest choice before the earlier ones', async () => {
    const scene = await openRows();
    const alice = scene.person('alice', 'admin');
    for (const name of ['bob', 'anna', 'ben']) await scene.add(name, scene.person(name));
    await scene.add('alice', alice, { priority: 1 });
    await scene.generation.putBeforeAll(alice.user, 'anna');
    await scene.generation.putBeforeAll(alice.user, 'ben');
    expect(await orderOf(scene)).toEqual(['ben', 'anna', 'alice', 'bob']);
  });

  it('is kept in the rows, so that a lost queue has the same order', async () => {
    const scene = await openRows();
    const alice = scene.person('alice', 'admin');
    for (const name of ['bob', 'anna']) await scene.add(name, scene.person(name));
    await scene.generation.putBeforeAll(alice.user, 'anna');
    for (const id of await scene.queue.taskIds()) await scene.queue.cancel(id);
    await reconcile(scene.db, scene.queue, scene.clock);
    expect(await orderOf(scene)).toEqual(['anna', 'bob']);
  });

  it('is an administrator’s alone where it passes others', async () => {
    const scene = await openRows();
    const bob = scene.person('bob');
    await scene.add('anna', scene.person('anna'));
    await scene.add('bob', bob);
    await expect(scene.generation.putBeforeAll(bob.user, 'bob')).rejects.toMatchObject({ code: 'not-found' });
    await scene.generation.putFirst(bob.user, 'bob');
    expect(await orderOf(scene)).toEqual(['anna', 'bob']);
  });

  it('changes nothing of a run that is held or over', async () => {
    const scene = await openRows();
    const alice = scene.person('alice', 'admin');
    const bob = scene.person('bob');
    await scene.add('bob', bob);
    await scene.generation.hold(bob.user, 'bob');
    await scene.generation.putBeforeAll(alice.user, 'bob');
    await scene.generation.putFirst(bob.user, 'bob');
    expect(scene.row('bob')).toMatchObject({ status: 'held', priority: 10 });
    expect(await orderOf(scene)).toEqual([]);
  });
});
