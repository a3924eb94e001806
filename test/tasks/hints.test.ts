import { describe, expect, it } from 'vitest';
import { until } from '../support/engine.ts';
import { minuteMs, openWatchingScene } from './watching-scene.ts';

/** Bob's connection is watched with this patience, its stream is open, and the first look is over. */
async function openFollowed(patienceMinutes = 0) {
  const scene = await openWatchingScene();
  scene.save({ isWatching: true, patienceMinutes });
  await scene.pass(minuteMs);
  await until(() => scene.instance.streams.size === 1);
  return scene;
}

type Scene = Awaited<ReturnType<typeof openFollowed>>;
const waitMs = (scene: Scene) => (scene.watch().nextLookAt ?? 0) - scene.clock.now();

describe('the stream of a watched connection', () => {
  it('brings the look at a new post forward to the end of its patience', async () => {
    const scene = await openFollowed(2);
    expect(waitMs(scene)).toBeGreaterThan(4 * minuteMs);
    scene.post();
    await until(() => waitMs(scene) < 3 * minuteMs);
    await scene.pass(2 * minuteMs);
    expect(scene.tasks()).toEqual([]);
    await scene.pass(2000);
    await scene.settled();
    expect(scene.tasks()).toMatchObject([{ imagesDrafted: 1 }]);
  });

  it('is opened again after it was closed, and nothing is lost meanwhile', async () => {
    const scene = await openFollowed();
    for (const { close } of scene.instance.streams) close();
    scene.post();
    await scene.pass(6 * minuteMs);
    await scene.settled();
    expect(scene.tasks()).toMatchObject([{ imagesDrafted: 1 }]);
    await until(() => {
      scene.clock.advance(minuteMs);
      return scene.instance.streams.size === 1;
    });
  });

  it('does not matter where it is refused, and is asked for less and less often', async () => {
    const scene = await openWatchingScene();
    scene.instance.faults.add({ fault: 'status', code: 403, when: { path: /streaming/ } });
    scene.save({ isWatching: true, patienceMinutes: 0 });
    scene.post();
    for (let passed = 0; passed < 120; passed += 1) {
      await scene.pass(minuteMs);
      await scene.settled();
    }
    expect(scene.tasks()).toMatchObject([{ imagesDrafted: 1 }]);
    const opened = scene.instance.log.filter(({ path }) => path.includes('streaming'));
    expect(opened.length).toBeGreaterThan(1);
    expect(opened.length).toBeLessThan(10);
  });

  it('does not hurry a server that has asked for a pause', async () => {
    const scene = await openFollowed();
    scene.instance.faults.add({ fault: '429', retryAfterSeconds: 3600, when: { path: /\/statuses\?/ }, times: 1 });
    await scene.pass(6 * minuteMs);
    const before = waitMs(scene);
    expect(before).toBeGreaterThan(50 * minuteMs);
    scene.post();
    scene.instance.createPost(scene.account, { text: 'Another', media: [{}] });
    await scene.pass(0);
    expect(waitMs(scene)).toBe(before);
  });

  it.each([
    ['the watching ends', (scene: Scene) => scene.save({})],
    [
      'the account is disconnected',
      (scene: Scene) => scene.parts.connections.disconnect(scene.bob.id, scene.connection.id),
    ],
    ['the program stops', (scene: Scene) => scene.parts.schedule.stop()],
  ])('is closed when %s', async (_, end) => {
    const scene = await openFollowed();
    await end(scene);
    await scene.parts.schedule.tick();
    await until(() => scene.instance.streams.size === 0);
    expect(scene.instance.streams.size).toBe(0);
  });
});
