import { expect, it } from 'vitest';
import { systemClock } from '../../../src/lib/clock.ts';
import { until } from '../../support/engine.ts';
import { helperScene } from '../../support/helpers.ts';
import { describeWithRedis } from '../../support/redis-server.ts';

const patience = { timeout: 30_000 };

describeWithRedis('a run on a helper is neither ended nor stuck', () => {
  it('by a claim that is told twice', async () => {
    const scene = await helperScene(50);
    const bob = await scene.person('bob', 2);
    const task = await scene.start(bob);
    const comeBack = await scene.stopWeb();
    const redis = await scene.connect();
    // As if it were still there.
    await redis.set('altwright:web', '');
    await scene.helper();
    await expect.poll(() => redis.xLen('altwright:claims')).toBe(1);
    const told = await redis.xRange('altwright:claims', '-', '+');
    await redis.xAdd('altwright:claims', '*', told?.[0]?.message ?? {});
    await comeBack();
    await until(() => scene.taskRow(task.id).status === 'completed');
    expect(scene.taskRow(task.id)).toMatchObject({ attempt: 1, imagesDrafted: 2 });
    await expect.poll(() => redis.xLen('altwright:claims')).toBe(0);
  });

  it('by a clock of its helper that is far ahead', async () => {
    const scene = await helperScene(50);
    await scene.helper({ clock: { ...systemClock, now: () => systemClock.now() + 3_600_000 } });
    const bob = await scene.person('bob', 2);
    const task = await scene.start(bob);
    await until(() => scene.taskRow(task.id).status === 'completed');
    expect(scene.taskRow(task.id)).toMatchObject({ attempt: 1, imagesDrafted: 2 });
  });

  it('by an end that could not be written', patience, async () => {
    const leaseMs = 3000;
    const scene = await helperScene(50, { leaseMs });
    await scene.helper({ leaseMs });
    const bob = await scene.person('bob', 2);
    let refusals = 0;
    scene.db.$client.function('refuse', () => {
      refusals += 1;
      throw new Error('database or disk is full');
    });
    scene.db.$client.exec(`
      create temp trigger full_disk before update of status on caption_generation_tasks when old.status = 'running'
        begin select refuse(); end;`);
    const task = await scene.start(bob);
    await until(() => refusals > 0);
    scene.db.$client.exec('drop trigger full_disk');
    await until(() => scene.taskRow(task.id).status === 'queued');
    expect(scene.taskRow(task.id)).toMatchObject({ imagesDrafted: 2, error: { code: 'thread-died' } });
    await expect.poll(() => scene.web().redis.client.keys('altwright:run:*')).toEqual([]);
  });

  it('by a model host that no longer answers when asked for its models', patience, async () => {
    const leaseMs = 3000;
    const scene = await helperScene(400, { leaseMs });
    let isHanging = false;
    await scene.helper({ leaseMs, beforeModels: () => isHanging && new Promise(() => {}) });
    const bob = await scene.person('bob', 20);
    const task = await scene.start(bob);
    await until(() => scene.taskRow(task.id).imagesDrafted >= 1);
    isHanging = true;
    await until(() => scene.taskRow(task.id).status === 'completed');
    expect(scene.taskRow(task.id)).toMatchObject({ attempt: 1, imagesDrafted: 20 });
  });
});
