import { describe, expect, it } from 'vitest';
import { captionVersions } from '../../db/schema.ts';
import { settlePerson, until } from '../support/engine.ts';
import { asked, postPictures, runScene } from '../support/run-scene.ts';

const workerFile = new URL('../support/workers/misbehaving.ts', import.meta.url);
const leaseMs = 3000;

describe('a run that goes wrong', () => {
  it.each([
    ['whose thread exits', 'exits'],
    ['whose thread throws', 'throws'],
    ['whose thread runs out of memory', 'eats-memory'],
  ])(
    '%s changes nothing in two others, begins again at once, and waits when that happens a second time',
    async (_, model) => {
      const { person, start, taskRow, ollama } = await runScene(40, { workerFile });
      const [bob, anna, ben] = [await person('bob', 2), await person('anna', 5), await person('ben', 5)];
      const others = [await start(anna), await start(ben)];
      const bad = await start(bob, {}, model);
      await until(() => (taskRow(bad.id).waitingUntil ?? 0) > Date.now());
      expect(taskRow(bad.id)).toMatchObject({ status: 'queued', attempt: 2, tries: 2 });
      expect(taskRow(bad.id).waitingReason).toEqual({ key: 'runs.threadDied' });
      for (const { id } of others) await until(() => taskRow(id).status === 'completed');
      expect(others.map(({ id }) => taskRow(id))).toMatchObject([
        { attempt: 1, tries: 0, imagesDrafted: 5, imagesFailed: 0 },
        { attempt: 1, tries: 0, imagesDrafted: 5, imagesFailed: 0 },
      ]);
      expect(asked(ollama)).toHaveLength(10);
    },
  );

  it('loses its task after a lease when its thread spins, and the next run gets the thread', async () => {
    const { person, start, taskRow, threads } = await runScene(10, { workerFile, leaseMs, cap: 1 });
    const [bob, anna] = [await person('bob', 1), await person('anna', 1)];
    const bad = await start(bob, {}, 'spins');
    const good = await start(anna);
    await until(() => (taskRow(bad.id).waitingUntil ?? 0) > Date.now());
    expect(taskRow(bad.id)).toMatchObject({ status: 'queued', tries: 2, waitingReason: { key: 'runs.threadDied' } });
    expect(taskRow(bad.id).workedMs).toBeGreaterThanOrEqual(leaseMs - 100);
    await until(() => taskRow(good.id).status === 'completed');
    await until(() => threads().alive <= 1);
  });

  it('is given more than a lease to start its thread', async () => {
    const { person, start, taskRow } = await runScene(10, { workerFile, leaseMs: 2000 });
    const task = await start(await person('bob', 2), {}, 'starts-late');
    await until(() => taskRow(task.id).completedAt !== null);
    expect(taskRow(task.id)).toMatchObject({ status: 'completed', attempt: 1, imagesDrafted: 2 });
  });

  it('goes on where it was when its lease ran out although it worked, as after a sleep of the machine', async () => {
    const { person, start, taskRow, db, ollama } = await runScene(200);
    const bob = await person('bob', 6);
    const task = await start(bob);
    await until(() => taskRow(task.id).imagesDrafted >= 2);
    db.$client.exec('update queue_jobs set lease_until = 0');
    await until(() => taskRow(task.id).status === 'completed');
    expect(taskRow(task.id)).toMatchObject({ attempt: 2, imagesFound: 6, imagesDrafted: 6, imagesFailed: 0 });
    expect(db.select().from(captionVersions).all()).toHaveLength(6);
    const finished = asked(ollama).filter(({ aborted }) => !aborted);
    expect(new Set(finished.map(({ images: [image] }) => image?.sha256)).size).toBe(6);
  });

  it('ends within two seconds when it is cancelled while its thread spins', async () => {
    const { person, start, taskRow, generation } = await runScene(10, { workerFile });
    const bob = await person('bob', 1);
    const bad = await start(bob, {}, 'spins');
    await until(() => taskRow(bad.id).status === 'running');
    const askedAt = Date.now();
    await generation.cancel(bob.user, bad.id);
    await until(() => taskRow(bad.id).status === 'cancelled');
    expect(Date.now() - askedAt).toBeLessThan(2000);
  });

  it('gives its thread up when that does not come back after the end', async () => {
    const { person, start, taskRow } = await runScene(10, { workerFile, cap: 1 });
    const [bob, anna] = [await person('bob', 1), await person('anna', 1)];
    const bad = await start(bob, {}, 'never-returns');
    const good = await start(anna);
    await until(() => taskRow(good.id).status === 'completed');
    expect(taskRow(bad.id).status).toBe('completed');
  });

  it('fails with a dead token, once, and leaves two others alone', async () => {
    const { database, instance, person, start, taskRow, tokenDeaths, ollama } = await runScene(15);
    const bob = await settlePerson(database, instance, 'bob');
    postPictures(instance, bob.account, 45);
    const [anna, ben] = [await person('anna', 5), await person('ben', 5)];
    instance.faults.add({
      fault: 'blackhole',
      when({ path, account }) {
        if (account === 'bob' && path.includes('max_id=')) instance.revokeToken(bob.token);
        return false;
      },
    });
    const bad = await start(bob);
    const others = [await start(anna), await start(ben)];
    await until(() => taskRow(bad.id).status === 'failed');
    expect(taskRow(bad.id)).toMatchObject({ error: { category: 'authentication', code: 'token-dead' }, tries: 0 });
    expect(tokenDeaths).toEqual([bob.connection.id]);
    for (const { id } of others) await until(() => taskRow(id).status === 'completed');
    expect(others.map(({ id }) => taskRow(id).imagesDrafted)).toEqual([5, 5]);
    expect(ollama.generating()).toBe(0);
  });

  it('leaves nothing behind when its connection is removed while it works', async () => {
    const { person, start, db, generation, queue, ollama } = await runScene(200);
    const bob = await person('bob', 4);
    const task = await start(bob);
    await until(() => ollama.generating() > 0);
    await generation.cancel(bob.user, task.id);
    db.$client.prepare('delete from platform_connections where id = ?').run(bob.connection.id);
    await until(() => ollama.generating() === 0);
    let jobs = await queue.taskIds();
    while (jobs.size > 0) jobs = await queue.taskIds().finally(() => new Promise((resolve) => setImmediate(resolve)));
    expect(db.select().from(captionVersions).all()).toEqual([]);
  });
});
