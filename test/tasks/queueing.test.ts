import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { images, posts } from '../../db/schema.ts';
import { modelName, quickSettings, settlePerson, testInstance, until } from '../support/engine.ts';
import { addPerson } from '../support/people.ts';
import { postPictures, runScene } from '../support/run-scene.ts';

describe('several people at once', () => {
  it('lets three runs work, shows the fourth its place and starts it when one ends', async () => {
    const { person, start, generation, taskRow } = await runScene(60);
    const people = await Promise.all(['anna', 'ben', 'cleo', 'dora'].map((name) => person(name, 6)));
    const tasks = await Promise.all(people.map((one) => start(one)));
    const statuses = () => tasks.map(({ id }) => taskRow(id).status);
    await until(() => statuses().filter((status) => status === 'running').length === 3);
    const waiting = tasks.findIndex(({ id }) => taskRow(id).status === 'queued');
    const [waiter, task] = [people[waiting], tasks[waiting]];
    if (!waiter || !task) throw new Error('nobody waits');
    expect(await generation.position(waiter.user, task.id)).toBe(0);
    const firstEnded = await until(() => tasks.find(({ id }) => taskRow(id).status === 'completed'));
    await until(() => taskRow(task.id).status !== 'queued');
    expect(taskRow(task.id).startedAt).toBeGreaterThanOrEqual(taskRow(firstEnded.id).completedAt ?? Number.NaN);
    await until(() => statuses().every((status) => status === 'completed'));
    expect(tasks.map(({ id }) => taskRow(id).imagesDrafted)).toEqual([6, 6, 6, 6]);
    expect(await generation.position(waiter.user, task.id)).toBeNull();
  });

  it('lets the run of an administrator overtake a member who waits', async () => {
    const { person, start, generation, taskRow } = await runScene(40, { cap: 1 });
    const [first, bob, alice] = [await person('first', 4), await person('bob', 1), await person('alice', 1, 'admin')];
    const running = await start(first);
    await until(() => taskRow(running.id).status === 'running');
    const ofBob = await start(bob);
    const ofAlice = await start(alice);
    const place = (id: string) => generation.position(alice.user, id);
    expect([await place(ofAlice.id), await place(ofBob.id)]).toEqual([0, 1]);
    await until(() => taskRow(ofBob.id).status === 'completed');
    expect(taskRow(ofAlice.id).startedAt).toBeLessThan(taskRow(ofBob.id).startedAt ?? 0);
  });

  it('refuses the second run of one person with a sentence, also when two requests race', async () => {
    const { person, start, generation, taskRow, db } = await runScene(30);
    const bob = await person('bob', 2);
    const outcomes = await Promise.allSettled([start(bob), start(bob, { maxPostsPerRun: 7 })]);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.map(({ reason }) => reason)).toMatchObject([
      { category: 'validation', code: 'already-active', sentence: { key: 'runs.alreadyActive' } },
    ]);
    expect(generation.list(bob.user, 10)).toHaveLength(1);
    const [task] = generation.list(bob.user, 10);
    await until(() => taskRow(task?.id ?? '').status === 'completed');
    await expect(start(bob)).resolves.toMatchObject({ userId: bob.user.id });
    expect(db.select().from(images).all()).toHaveLength(2);
  });

  it('keeps the settings of a refused start from becoming the saved ones', async () => {
    const { person, start, generation } = await runScene(200);
    const bob = await person('bob', 2);
    await start(bob, { maxPostsPerRun: 5 });
    await expect(start(bob, { maxPostsPerRun: 7 })).rejects.toMatchObject({ code: 'already-active' });
    const connection = { ...bob.connection, userId: bob.user.id };
    expect(generation.settingsFor(bob.user, connection).maxPostsPerRun).toBe(5);
  });

  it('keeps the connections of one person apart, on two kinds of server', async () => {
    const { db, database, instance, generation, taskRow } = await runScene(10);
    const bob = await settlePerson(database, instance, 'bob');
    const other = await testInstance({ dialect: 'gotosocial', seed: 2 });
    const elsewhere = await settlePerson(database, other, 'bob-elsewhere');
    db.$client
      .prepare('update platform_connections set user_id = ? where id = ?')
      .run(bob.user.id, elsewhere.connection.id);
    const expected = new Map<string, string[]>();
    for (const [at, { account, connection }] of [
      [instance, bob],
      [other, elsewhere],
    ] as const) {
      const made = postPictures(at, account, 5);
      expected.set(connection.id, made.map(({ text }) => text).sort());
    }
    for (const { connection } of [bob, elsewhere]) {
      const task = await generation.start(bob.user, connection, quickSettings, modelName);
      await until(() => taskRow(task.id).status === 'completed');
      const drafted = db
        .select({ text: posts.text, own: images.taskId, draft: images.text, of: posts.connectionId, at: posts.url })
        .from(images)
        .innerJoin(posts, eq(posts.id, images.postId))
        .where(eq(images.connectionId, connection.id))
        .all();
      expect(drafted.map(({ text }) => text).sort()).toEqual(expected.get(connection.id));
      expect(drafted.every(({ own, draft, of }) => own === task.id && draft !== null && of === connection.id)).toBe(
        true,
      );
      expect(new Set(drafted.map(({ at }) => new URL(at).origin))).toEqual(new Set([connection.origin]));
    }
    expect(instance.log.every(({ account }) => account !== 'bob-elsewhere')).toBe(true);
  });

  it('hides the runs of others, except from administrators', async () => {
    const { person, start, generation, taskRow, db } = await runScene(300);
    const bob = await person('bob', 2);
    const charlie = addPerson(db, 'charlie');
    const alice = addPerson(db, 'alice', 'admin');
    const { id } = await start(bob);
    const hidden = { category: 'validation', code: 'not-found' };
    const doors = [
      () => generation.task(charlie, id),
      () => generation.images(charlie, id),
      () => generation.position(charlie, id),
      () => generation.results(charlie, id),
      () => generation.cancel(charlie, id),
    ];
    for (const door of doors) await expect((async () => door())()).rejects.toMatchObject(hidden);
    expect(taskRow(id).cancelRequestedAt).toBeNull();
    expect(generation.active(charlie)).toBeUndefined();
    expect(generation.task(alice, id).id).toBe(id);
    await generation.cancel(alice, id);
    await until(() => taskRow(id).status === 'cancelled');
    expect(generation.results(alice, id)).toMatchObject({ taskId: id, errorsCount: 0 });
  });
});
