import { describe, expect, it } from 'vitest';
import { countDescribedSince } from '../../db/usage.ts';
import { say } from '../../src/lib/sentence.ts';
import { until } from '../support/engine.ts';
import { asked, runScene } from '../support/run-scene.ts';

const reason = say('limits.picturesToday', { count: 2 });
const nextDayMs = Date.now() + 86_400_000;

describe('while the machine has no room', () => {
  it('a run waits, and begins once there is room', async () => {
    let hasRoom = false;
    const scene = await runScene(20, { gate: { hasRoomHere: () => hasRoom } });
    const bob = await scene.person('bob', 2);
    const { id } = await scene.start(bob);
    scene.wake();
    expect(await scene.queue.stats()).toEqual({ waiting: 1, delayed: 0, running: 0 });
    expect(scene.taskRow(id)).toMatchObject({ status: 'queued', attempt: 0 });
    hasRoom = true;
    scene.wake();
    await until(() => scene.taskRow(id).status === 'completed');
    expect(scene.taskRow(id).imagesDrafted).toBe(2);
  });

  it('a run that is at work is finished', async () => {
    let hasRoom = true;
    const scene = await runScene(100, { gate: { hasRoomHere: () => hasRoom } });
    const [bob, eve] = [await scene.person('bob', 3), await scene.person('eve', 1)];
    const { id } = await scene.start(bob);
    await until(() => scene.taskRow(id).imagesDrafted > 0);
    hasRoom = false;
    const waiting = await scene.start(eve);
    await until(() => scene.taskRow(id).status === 'completed');
    expect(scene.taskRow(waiting.id)).toMatchObject({ status: 'queued', attempt: 0 });
  });
});

describe('while nothing may begin anywhere', () => {
  it('what was claimed waits a little, with the reason in its row', async () => {
    let closed: typeof reason | null = reason;
    const scene = await runScene(20, { gate: { closedBecause: () => closed } });
    const { id } = await scene.start(await scene.person('bob', 1));
    await until(() => scene.taskRow(id).waitingReason);
    expect(scene.taskRow(id)).toMatchObject({ status: 'queued', attempt: 0, waitingReason: reason });
    expect(scene.taskRow(id).waitingUntil).toBeGreaterThan(Date.now());
    closed = null;
    scene.hurry(id);
    await until(() => scene.taskRow(id).status === 'completed');
    expect(scene.taskRow(id)).toMatchObject({ waitingReason: null, waitingUntil: null });
  });
});

describe('a run that meets the pictures of a day', () => {
  /** Bob may have so many pictures described in all. */
  async function runToTheLimit(pictures: number, most: { picturesPerDay: number }) {
    const scene = await runScene(20, {
      gate: {
        picturesLeft: (userId) => ({
          ...{ reason, nextDayMs },
          pictures: most.picturesPerDay - countDescribedSince(scene.db, userId, 0),
        }),
      },
    });
    const { id } = await scene.start(await scene.person('bob', pictures));
    return { ...scene, id };
  }

  it('waits until the next day with what it has, and goes on by itself', async () => {
    const most = { picturesPerDay: 2 };
    const scene = await runToTheLimit(5, most);
    await until(() => scene.taskRow(scene.id).waitingReason);
    expect(scene.taskRow(scene.id)).toMatchObject({
      ...{ status: 'queued', imagesDrafted: 2, tries: 0, error: null },
      ...{ waitingUntil: nextDayMs, waitingReason: reason },
    });
    expect(asked(scene.ollama)).toHaveLength(2);
    most.picturesPerDay = 5;
    scene.hurry(scene.id);
    await until(() => scene.taskRow(scene.id).status === 'completed');
    expect(scene.taskRow(scene.id)).toMatchObject({ imagesDrafted: 5, imagesFailed: 0 });
    expect(asked(scene.ollama)).toHaveLength(5);
  });

  it('ends as usual when they are just enough', async () => {
    const scene = await runToTheLimit(3, { picturesPerDay: 3 });
    await until(() => scene.taskRow(scene.id).status === 'completed');
    expect(scene.taskRow(scene.id)).toMatchObject({ attempt: 1, imagesDrafted: 3 });
  });

  it('goes on at once when an administrator allows more', async () => {
    const most = { picturesPerDay: 1 };
    const scene = await runToTheLimit(2, most);
    await until(() => scene.taskRow(scene.id).waitingReason);
    most.picturesPerDay = 2;
    await scene.endDeferrals(reason.key);
    scene.wake();
    await until(() => scene.taskRow(scene.id).status === 'completed');
    expect(scene.taskRow(scene.id)).toMatchObject({ attempt: 2, imagesDrafted: 2 });
  });
});
