import { describe, expect, it } from 'vitest';
import { insertTask } from '../../db/tasks.ts';
import type { Scope } from '../../src/generation/run/scope.ts';
import { modelName, quickSettings, until } from '../support/engine.ts';
import { asked, postPictures, runScene } from '../support/run-scene.ts';

const everything: Scope = {
  purpose: 'archive',
  sinceMs: 0,
  untilMs: Number.MAX_SAFE_INTEGER,
  cursor: null,
  mostPictures: 100,
};

/** Bob has six pictures, and a scheduled run describes them. */
async function openScene(cap: number) {
  const scene = await runScene(100, { inFlight: 1, cap });
  const bob = await scene.person('bob', 6);
  const owner = { userId: bob.user.id, connectionId: bob.connection.id };
  const row = { id: 'by-itself', ...owner, kind: 'scheduled' as const, priority: 20, scope: everything };
  insertTask(scene.db, { ...row, settings: quickSettings, model: modelName }, Date.now());
  await scene.queue.enqueue(row.id, { priority: 20, runAtMs: Date.now() });
  scene.wake();
  const scheduled = () => scene.taskRow(row.id);
  await until(() => scheduled().imagesDrafted >= 1);
  return { ...scene, bob, scheduled };
}

function expectEachOnce({ ollama }: Awaited<ReturnType<typeof openScene>>, pictures: number) {
  expect(asked(ollama).filter(({ aborted }) => aborted)).toEqual([]);
  expect(new Set(asked(ollama).map(({ images: [image] }) => image?.sha256)).size).toBe(pictures);
  expect(asked(ollama)).toHaveLength(pictures);
}

describe('a scheduled run', () => {
  it('steps back for a run of its person, and goes on afterwards where it was', async () => {
    const scene = await openScene(3);
    const own = await scene.start(scene.bob, { maxPostsPerRun: 2 });
    await until(() => scene.taskRow(own.id).status === 'running');
    expect(scene.scheduled()).toMatchObject({ status: 'queued', tries: 0, error: null });
    expect(scene.scheduled().imagesDrafted).toBeLessThan(6);
    await until(() => scene.scheduled().status === 'completed');
    const ownRun = scene.taskRow(own.id);
    expect(ownRun.status).toBe('completed');
    expect(ownRun.completedAt).toBeLessThan(scene.scheduled().completedAt ?? 0);
    expectEachOnce(scene, 6);
  });

  it('makes room for somebody else’s run when no place is free', async () => {
    const scene = await openScene(1);
    const anna = await scene.person('anna', 0);
    postPictures(scene.instance, anna.account, 1);
    const hers = await scene.start(anna);
    await until(() => scene.taskRow(hers.id).status === 'completed');
    expect(scene.scheduled().completedAt).toBeNull();
    await until(() => scene.scheduled().status === 'completed');
    expectEachOnce(scene, 7);
  });

  it('goes on beside other people’s runs while there is room', async () => {
    const scene = await openScene(3);
    const anna = await scene.person('anna', 2);
    const hers = await scene.start(anna);
    await until(() => scene.taskRow(hers.id).status === 'completed');
    await until(() => scene.scheduled().status === 'completed');
    expect(scene.scheduled().attempt).toBe(1);
  });
});
