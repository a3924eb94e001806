import { describe, expect, it } from 'vitest';
import { images } from '../../db/schema.ts';
import { until } from '../support/engine.ts';
import { asked, runScene } from '../support/run-scene.ts';

type Scene = Awaited<ReturnType<typeof runScene>>;

/** Cancels and answers how long it took until the run was over. */
async function cancelAndTime(
  { generation, taskRow }: Scene,
  actor: Parameters<Scene['generation']['cancel']>[0],
  id: string,
) {
  const askedAt = performance.now();
  await generation.cancel(actor, id);
  await until(() => taskRow(id).status === 'cancelled');
  return performance.now() - askedAt;
}

describe('cancelling', () => {
  it('ends a run that waits in the queue at once', async () => {
    const scene = await runScene(200, { cap: 1 });
    const [bob, anna] = [await scene.person('bob', 3), await scene.person('anna', 2)];
    const running = await scene.start(bob);
    const waiting = await scene.start(anna);
    await until(() => scene.taskRow(running.id).status === 'running');
    await scene.generation.cancel(anna.user, waiting.id);
    expect(scene.taskRow(waiting.id)).toMatchObject({ status: 'cancelled', attempt: 0, step: 'done' });
    expect(scene.taskRow(waiting.id).summary).toEqual({ key: 'runs.summaryNone' });
    expect(await scene.generation.position(anna.user, waiting.id)).toBeNull();
    expect(await scene.queue.taskIds()).toEqual(new Set([running.id]));
    await until(() => scene.taskRow(running.id).status === 'completed');
    expect(asked(scene.ollama)).toHaveLength(3);
  });

  it('ends a run before its first picture, while the server is slow to list', async () => {
    const scene = await runScene(10);
    const bob = await scene.person('bob', 2);
    scene.instance.faults.add({ fault: 'blackhole', when: { path: /statuses/ } });
    const task = await scene.start(bob);
    await until(() => scene.instance.log.some(({ path }) => path.includes('/statuses')));
    expect(await cancelAndTime(scene, bob.user, task.id)).toBeLessThan(2000);
    expect(asked(scene.ollama)).toEqual([]);
  });

  it('ends a run while its order is built, because the model host does not answer', async () => {
    let isAsked = false;
    const scene = await runScene(10, {
      buildSpec() {
        isAsked = true;
        return new Promise(() => {});
      },
    });
    const bob = await scene.person('bob', 1);
    const task = await scene.start(bob);
    await until(() => isAsked);
    expect(await cancelAndTime(scene, bob.user, task.id)).toBeLessThan(2000);
  });

  it('stops the model in mid-sentence, keeps the results so far and asks for nothing more', async () => {
    // Slow enough that a busy machine is still told of the second picture's words while they are said.
    const scene = await runScene(2000);
    const bob = await scene.person('bob', 5);
    const task = await scene.start(bob);
    await until(() => scene.taskRow(task.id).imagesDrafted === 1 && scene.hub.wordsOf(task.id).size > 0);
    expect(await cancelAndTime(scene, bob.user, task.id)).toBeLessThan(2000);
    await until(() => scene.ollama.generating() === 0);
    const cutOff = asked(scene.ollama).filter(({ aborted }) => aborted);
    expect(cutOff.map(({ aborted }) => aborted?.phase)).toContain('generate');
    expect(scene.hub.wordsOf(task.id).size).toBe(0);
    const states = scene.db
      .select()
      .from(images)
      .all()
      .map(({ state }) => state);
    expect(states.filter((state) => state === 'drafted')).toHaveLength(1);
    expect(scene.generation.results(bob.user, task.id)).toMatchObject({ captionsGenerated: 1, imagesProcessed: 1 });
    expect(scene.taskRow(task.id).summary).toMatchObject({ key: 'runs.summary', values: { count: 1 } });
    // Those that were queued at the model host when it ended never began: they hold no words and took no slot.
    expect(asked(scene.ollama).filter(({ generateMs, aborted }) => generateMs > 0 && !aborted)).toHaveLength(1);
    expect(asked(scene.ollama).length).toBeLessThanOrEqual(3);
  });

  it('ends a run during a download', async () => {
    const scene = await runScene(10);
    const bob = await scene.person('bob', 2);
    for (const post of scene.instance.posts(bob.account)) {
      for (const id of post.mediaIds) scene.instance.pictureFault(id, 'never');
    }
    const task = await scene.start(bob);
    await until(() => scene.instance.log.some(({ path }) => /\.(jpe?g|png|webp)/.test(path)));
    expect(await cancelAndTime(scene, bob.user, task.id)).toBeLessThan(2000);
    expect(scene.taskRow(task.id)).toMatchObject({ imagesFound: 2, imagesFailed: 0, imagesDrafted: 0 });
  });

  it('ends a run while its model is loaded', async () => {
    const scene = await runScene(10, { model: { loadMs: 60_000 } });
    const bob = await scene.person('bob', 1);
    const task = await scene.start(bob);
    await until(() => asked(scene.ollama).some(({ phase }) => phase === 'load'));
    expect(await cancelAndTime(scene, bob.user, task.id)).toBeLessThan(2000);
    await until(() => asked(scene.ollama).every(({ aborted }) => aborted?.phase === 'load'));
  });

  it('does nothing the second time, nor after the end', async () => {
    const scene = await runScene(400);
    const bob = await scene.person('bob', 2);
    const task = await scene.start(bob);
    await until(() => scene.hub.wordsOf(task.id).size > 0);
    await Promise.all([scene.generation.cancel(bob.user, task.id), scene.generation.cancel(bob.user, task.id)]);
    await until(() => scene.taskRow(task.id).status === 'cancelled');
    const after = scene.taskRow(task.id);
    await scene.generation.cancel(bob.user, task.id);
    expect(scene.taskRow(task.id)).toEqual(after);
  });

  it('ends a run that waits for its next try, and frees its person for another', async () => {
    const scene = await runScene(10);
    const bob = await scene.person('bob', 1);
    await scene.ollama.refuseConnections();
    const task = await scene.start(bob);
    await until(() => scene.taskRow(task.id).waitingUntil !== null);
    await scene.generation.cancel(bob.user, task.id);
    expect(scene.taskRow(task.id)).toMatchObject({ status: 'cancelled', waitingUntil: null });
    await scene.ollama.acceptConnections();
    const next = await scene.start(bob);
    await until(() => scene.taskRow(next.id).status === 'completed');
    expect(scene.taskRow(next.id).imagesDrafted).toBe(1);
  });
});
