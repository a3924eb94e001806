import { describe, expect, it } from 'vitest';
import { settlePerson, until } from '../support/engine.ts';
import { asked, postPictures, runScene } from '../support/run-scene.ts';

const workerFile = new URL('../support/workers/misbehaving.ts', import.meta.url);
const leaseMs = 4000;

describe('a run that goes wrong', () => {
  it.each([
    ['whose thread exits', 'exits'],
    ['whose thread throws', 'throws'],
    ['whose thread runs out of memory', 'eats-memory'],
  ])('%s changes nothing in two others and waits for another try', async (_, model) => {
    const { person, start, taskRow, ollama } = await runScene(40, { workerFile });
    const [bob, anna, ben] = [await person('bob', 2), await person('anna', 5), await person('ben', 5)];
    const others = [await start(anna), await start(ben)];
    const bad = await start(bob, {}, model);
    await until(() => taskRow(bad.id).waitingUntil !== null);
    expect(taskRow(bad.id)).toMatchObject({ status: 'queued', tries: 1, waitingReason: { key: 'runs.threadDied' } });
    for (const { id } of others) await until(() => taskRow(id).status === 'completed');
    expect(others.map(({ id }) => taskRow(id))).toMatchObject([
      { attempt: 1, tries: 0, imagesDrafted: 5, imagesFailed: 0 },
      { attempt: 1, tries: 0, imagesDrafted: 5, imagesFailed: 0 },
    ]);
    expect(asked(ollama)).toHaveLength(10);
  });

  it('loses its task after a lease when its thread spins, and the next run gets the thread', async () => {
    const { person, start, taskRow, threads } = await runScene(10, { workerFile, leaseMs, cap: 1 });
    const [bob, anna] = [await person('bob', 1), await person('anna', 1)];
    const bad = await start(bob, {}, 'spins');
    const good = await start(anna);
    await until(() => taskRow(bad.id).waitingUntil !== null);
    expect(taskRow(bad.id)).toMatchObject({ status: 'queued', tries: 1, waitingReason: { key: 'runs.threadDied' } });
    expect(taskRow(bad.id).workedMs).toBeGreaterThanOrEqual(leaseMs - 100);
    await until(() => taskRow(good.id).status === 'completed');
    expect(threads().alive).toBeLessThanOrEqual(1);
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
});
