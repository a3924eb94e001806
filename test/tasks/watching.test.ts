import { describe, expect, it } from 'vitest';
import { captionGenerationTasks } from '../../db/schema.ts';
import { findWatch } from '../../db/watches.ts';
import { asked } from '../support/run-scene.ts';
import { dayMs, minuteMs, openWatchingScene } from './watching-scene.ts';

const hourMs = 60 * minuteMs;

/** Bob's connection is watched, and he has posted an hour and a minute ago. */
async function openWithNewPost() {
  const scene = await openWatchingScene();
  scene.save({ isWatching: true });
  const post = scene.post();
  scene.clock.advance(61 * minuteMs);
  return { ...scene, newPost: post };
}

describe('a watched connection', () => {
  it('drafts a new post once its patience is over, and once only', async () => {
    const scene = await openWatchingScene();
    scene.post(minuteMs);
    scene.save({ isWatching: true });
    scene.clock.advance(minuteMs);
    scene.post();
    await scene.pass(59 * minuteMs);
    expect(scene.tasks()).toEqual([]);
    await scene.pass(6 * minuteMs);
    await scene.settled();
    expect(scene.tasks()).toMatchObject([{ kind: 'scheduled', priority: 20, status: 'completed', imagesDrafted: 1 }]);
    for (let looks = 0; looks < 20; looks += 1) await scene.pass(6 * minuteMs);
    expect(scene.tasks()).toHaveLength(1);
    expect(asked(scene.ollama)).toHaveLength(1);
    expect(scene.drafts()).toBe(1);
  });

  it('leaves alone what was described meanwhile', async () => {
    const scene = await openWatchingScene();
    scene.save({ isWatching: true });
    const post = scene.post();
    await scene.pass(30 * minuteMs);
    scene.instance.editAsOwner(post.id, { descriptions: { [post.mediaIds[0] ?? '']: 'By hand.' } });
    await scene.pass(40 * minuteMs);
    expect(scene.lists()).toBe(1);
    expect(scene.tasks()).toEqual([]);
  });

  it('asks with one light request a look', async () => {
    const scene = await openWatchingScene();
    scene.save({ isWatching: true });
    await scene.pass(61 * minuteMs);
    const before = scene.requests().length;
    await scene.pass(minuteMs);
    expect(scene.requests()).toHaveLength(before);
    await scene.pass(4 * minuteMs);
    expect(
      scene
        .requests()
        .slice(before)
        .map(({ path }) => path),
    ).toEqual([expect.stringContaining('/statuses?')]);
  });

  it('finds again what a crash between the look and its run has lost', async () => {
    const scene = await openWithNewPost();
    const crash = "before insert on caption_generation_tasks begin select raise(abort, 'a crash'); end";
    scene.db.$client.exec(`create trigger crash ${crash}`);
    await scene.parts.schedule.tick();
    expect(scene.tasks()).toEqual([]);
    scene.db.$client.exec('drop trigger crash');
    await scene.pass(hourMs);
    await scene.settled();
    expect(scene.tasks()).toMatchObject([{ imagesDrafted: 1 }]);
  });

  it('waits while its token is dead, and goes on once it is connected again', async () => {
    const scene = await openWithNewPost();
    scene.instance.revokeToken(scene.token);
    await scene.parts.schedule.tick();
    expect(scene.told()).toEqual(['connections.expiredNotice']);
    const requests = scene.requests().length;
    await scene.pass(dayMs);
    expect(scene.requests()).toHaveLength(requests);
    const token = scene.instance.issueToken(scene.account, 'read:accounts read:statuses write:statuses');
    await scene.parts.connections.addToken({ userId: scene.bob.id, server: scene.instance.origin, token });
    await scene.pass(minuteMs);
    await scene.settled();
    expect(scene.tasks()).toMatchObject([{ imagesDrafted: 1 }]);
    expect(scene.watch()).toMatchObject({ lookError: null, failedLooks: 0 });
  });

  it.each([
    ['says to come back in half an hour', { fault: '429', retryAfterSeconds: 1800 }, 30],
    ['is closed for maintenance for an hour', { fault: 'status', code: 503, headers: { 'Retry-After': '3600' } }, 60],
  ] as const)('is left in peace when its server %s', async (_, fault, minutes) => {
    const scene = await openWithNewPost();
    scene.instance.faults.add({ ...fault, when: { path: /\/statuses\?/ }, times: 1 });
    await scene.parts.schedule.tick();
    expect(scene.watch().lookError).toMatchObject({ category: 'platform' });
    const requests = scene.requests().length;
    for (let passed = 0; passed < minutes - 1; passed += 1) await scene.pass(minuteMs);
    expect(scene.requests()).toHaveLength(requests);
    await scene.pass(2 * minuteMs);
    await scene.settled();
    expect(scene.tasks()).toMatchObject([{ imagesDrafted: 1 }]);
  });

  it('is asked less and less often while its server is away', async () => {
    const scene = await openWithNewPost();
    const closed = { fault: 'status', code: 200, body: '<h1>Closed</h1>' } as const;
    const heal = scene.instance.faults.add({ ...closed, when: { path: /\/statuses\?/ } });
    for (let passed = 0; passed < 12 * 60; passed += 5) await scene.pass(5 * minuteMs);
    // After 5, 10, 20 and 40 minutes, then every hour.
    expect(scene.lists()).toBeGreaterThan(12);
    expect(scene.lists()).toBeLessThan(18);
    heal();
    await scene.pass(hourMs);
    await scene.settled();
    expect(scene.tasks()).toMatchObject([{ imagesDrafted: 1 }]);
  });

  it('leaves to the person what a run for it had not reached when she cancelled it', async () => {
    const scene = await openWithNewPost();
    scene.ollama.faults.add({ kind: 'stall', k: 1, ms: 60_000 });
    await scene.parts.schedule.tick();
    const [task] = scene.tasks();
    await scene.parts.generation.cancel({ id: scene.bob.id, role: 'member' }, task?.id ?? '');
    await scene.settled();
    for (let looks = 0; looks < 5; looks += 1) await scene.pass(6 * minuteMs);
    expect(scene.tasks()).toMatchObject([{ status: 'cancelled' }]);
  });

  it('does not try again at every look when a run for it has failed, but when its person has seen to it', async () => {
    const scene = await openWithNewPost();
    scene.save({ isWatching: true, model: 'no-such-model' });
    await scene.parts.schedule.tick();
    await scene.settled();
    expect(scene.tasks()).toMatchObject([{ status: 'failed' }]);
    for (let passed = 0; passed < 5 * 60; passed += 6) await scene.pass(6 * minuteMs);
    expect(scene.tasks()).toHaveLength(1);
    scene.save({ isWatching: true });
    await scene.pass(6 * minuteMs);
    await scene.settled();
    expect(scene.tasks()).toMatchObject([{ status: 'completed', imagesDrafted: 1 }, { status: 'failed' }]);
  });

  it('goes with everything of it when it is disconnected', async () => {
    const scene = await openWithNewPost();
    scene.ollama.faults.add({ kind: 'stall', k: 1, ms: 60_000 });
    await scene.parts.schedule.tick();
    await scene.parts.connections.disconnect(scene.bob.id, scene.connection.id);
    expect(findWatch(scene.db, scene.connection.id)).toBeUndefined();
    expect(scene.db.select().from(captionGenerationTasks).all()).toEqual([]);
    await scene.pass(dayMs);
    expect(scene.db.select().from(captionGenerationTasks).all()).toEqual([]);
  });

  it('has its person told of waiting drafts, once a day at most', async () => {
    const scene = await openWatchingScene();
    scene.save({ isWatching: true, patienceMinutes: 0 });
    for (let hour = 0; hour < 3; hour += 1) {
      scene.post();
      await scene.pass(hourMs);
      await scene.settled();
    }
    expect(scene.told()).toEqual(['watching.draftsWait']);
    await scene.pass(dayMs);
    expect(scene.told()).toEqual(['watching.draftsWait', 'watching.draftsWait']);
    await scene.pass(2 * dayMs);
    expect(scene.told()).toHaveLength(2);
  });
});
