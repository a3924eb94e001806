import { asc, eq } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { captionVersions, captionGenerationTasks as tasks } from '../../../db/schema.ts';
import { testOllama, until } from '../../support/engine.ts';
import { helperScene } from '../../support/helpers.ts';
import { describeWithRedis } from '../../support/redis-server.ts';
import { asked, differentPictures, quickModel } from '../../support/run-scene.ts';

type Scene = Awaited<ReturnType<typeof helperScene>>;

/** Each picture was looked at once. */
function expectEachOnce({ ollama, db }: Scene, pictures: number) {
  expect(asked(ollama).filter(({ aborted }) => aborted)).toEqual([]);
  expect(asked(ollama)).toHaveLength(pictures);
  expect(db.select().from(captionVersions).all()).toHaveLength(pictures);
}

const keysIn = (scene: Scene) => scene.web().redis.client.keys('altwright:run:*');

describeWithRedis('a run on a helper', () => {
  it('is worked on there, with its words as they come, and leaves nothing in Redis', async () => {
    const scene = await helperScene(300);
    const { id } = await scene.helper();
    const bob = await scene.person('bob', 3);
    const task = await scene.start(bob);
    await until(() => scene.web().hub.wordsOf(task.id).size > 0);
    expect(scene.taskRow(task.id).workerId).toBe(id);
    await until(() => scene.taskRow(task.id).status === 'completed');
    expect(scene.taskRow(task.id)).toMatchObject({ attempt: 1, tries: 0, imagesDrafted: 3, imagesFailed: 0 });
    expectEachOnce(scene, 3);
    await expect.poll(() => keysIn(scene)).toEqual([]);
    expect(await scene.web().queue.taskIds()).toEqual(new Set());
  });

  it('is told there what the other pictures of a post are described by', async () => {
    const scene = await helperScene(50);
    await scene.helper();
    const bob = await scene.person('bob', 0);
    scene.instance.createPost(bob.account, { text: 'Coffee', media: differentPictures(4, 'on a helper') });
    const task = await scene.start(bob);
    await until(() => scene.taskRow(task.id).status === 'completed');
    const first = scene.db.select().from(captionVersions).orderBy(asc(captionVersions.createdAt)).get();
    expect(asked(scene.ollama).at(-1)?.messages.at(-1)?.content).toContain(`<other>${first?.text}</other>`);
  });

  it('is described at all hosts of its helper, and goes on at the others when one fails', async () => {
    const scene = await helperScene(250);
    const other = await testOllama({ models: quickModel(250) });
    const { id } = await scene.helper({ moreHosts: [other] });
    const bob = await scene.person('bob', 12);
    const task = await scene.start(bob);
    await until(() => [scene.ollama, other].every((host) => asked(host).some(({ finishedAt }) => finishedAt)));
    await other.refuseConnections();
    await until(() => scene.taskRow(task.id).status === 'completed');
    expect(scene.taskRow(task.id)).toMatchObject({ attempt: 1, tries: 0, imagesDrafted: 12, imagesFailed: 0 });
    expect(scene.db.select().from(captionVersions).all()).toHaveLength(12);
    // Both are on the loopback of the helper, so neither is taken for a host of the web machine.
    const { slots } = scene.web();
    expect(slots.load(`${id} ${other.url}`)).toMatchObject({ held: 0, waiting: 0 });
  });

  it('goes on when the web machine comes back, after the pictures at hand were finished', async () => {
    const scene = await helperScene(200);
    await scene.helper();
    const bob = await scene.person('bob', 12);
    const task = await scene.start(bob);
    await until(() => scene.taskRow(task.id).imagesDrafted >= 2);
    const comeBack = await scene.stopWeb();
    // Those at the model and with a slot: then it waits for the next slot.
    await until(() => asked(scene.ollama).every(({ finishedAt }) => finishedAt));
    expect(scene.taskRow(task.id).status).toBe('running');
    expect(asked(scene.ollama).length).toBeLessThan(12);
    await comeBack();
    await until(() => scene.taskRow(task.id).status === 'completed');
    expect(scene.taskRow(task.id)).toMatchObject({ attempt: 1, imagesDrafted: 12, imagesFailed: 0 });
    expectEachOnce(scene, 12);
  });

  it('is cancelled within two seconds, and its helper is free for the next', async () => {
    const scene = await helperScene(400);
    await scene.helper();
    const [bob, anna] = [await scene.person('bob', 5), await scene.person('anna', 1)];
    const task = await scene.start(bob);
    await until(() => scene.web().hub.wordsOf(task.id).size > 0);
    const askedAt = performance.now();
    await scene.web().generation.cancel(bob.user, task.id);
    await until(() => scene.taskRow(task.id).status === 'cancelled');
    expect(performance.now() - askedAt).toBeLessThan(2000);
    const next = await scene.start(anna);
    await until(() => scene.taskRow(next.id).status === 'completed');
  });

  it('is handed back between two pictures when its helper drains, and goes on elsewhere', async () => {
    const scene = await helperScene(200);
    const first = await scene.helper();
    const bob = await scene.person('bob', 6);
    const task = await scene.start(bob);
    await until(() => scene.taskRow(task.id).imagesDrafted >= 1);
    await first.stop();
    await until(() => scene.taskRow(task.id).status === 'queued');
    await scene.helper();
    await until(() => scene.taskRow(task.id).status === 'completed');
    expect(scene.taskRow(task.id)).toMatchObject({ attempt: 2, tries: 0, imagesDrafted: 6, imagesFailed: 0 });
    expectEachOnce(scene, 6);
  });

  it('is held when that was asked for while no web machine could pass it on', async () => {
    const scene = await helperScene(200);
    await scene.helper();
    const bob = await scene.person('bob', 6);
    const task = await scene.start(bob);
    await until(() => scene.taskRow(task.id).imagesDrafted >= 1);
    const comeBack = await scene.stopWeb();
    scene.db.update(tasks).set({ holdRequestedAt: 1 }).where(eq(tasks.id, task.id)).run();
    await comeBack();
    await until(() => scene.taskRow(task.id).status === 'held');
    expect(scene.taskRow(task.id)).toMatchObject({ attempt: 1, tries: 0, error: null });
    expect(scene.taskRow(task.id).imagesDrafted).toBeLessThan(6);
  });

  it('survives a Redis that is killed and comes back', async () => {
    const scene = await helperScene(150);
    await scene.helper();
    const bob = await scene.person('bob', 8);
    const task = await scene.start(bob);
    await until(() => scene.taskRow(task.id).imagesDrafted >= 2);
    await scene.server.kill();
    await until(() => !scene.web().redis.isReady());
    await scene.server.start();
    await until(() => scene.taskRow(task.id).status === 'completed');
    expect(scene.taskRow(task.id)).toMatchObject({ attempt: 1, imagesDrafted: 8, imagesFailed: 0 });
    expectEachOnce(scene, 8);
  });
});
