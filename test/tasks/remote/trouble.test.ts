import { expect, it } from 'vitest';
import { captionVersions } from '../../../db/schema.ts';
import { until } from '../../support/engine.ts';
import { helperScene } from '../../support/helpers.ts';
import { describeWithRedis } from '../../support/redis-server.ts';

type Scene = Awaited<ReturnType<typeof helperScene>>;

const runStreams = ({ web }: Scene) => web().redis.client.keys('altwright:run:*');

/** Bob's run of so many pictures, in the middle of them. */
async function midRun(pictures: number, options: Parameters<typeof helperScene>[1] = {}) {
  const scene = await helperScene(200, options);
  const first = await scene.helper(options);
  const bob = await scene.person('bob', pictures);
  const task = await scene.start(bob);
  await until(() => scene.taskRow(task.id).imagesDrafted >= 1);
  return { ...scene, first, bob, id: task.id, task: () => scene.taskRow(task.id) };
}

function expectWhole(scene: Awaited<ReturnType<typeof midRun>>, pictures: number) {
  expect(scene.task()).toMatchObject({ imagesFound: pictures, imagesDrafted: pictures, imagesFailed: 0 });
  expect(scene.db.select().from(captionVersions).all()).toHaveLength(pictures);
}

// A lease that a busy machine keeps, and time for one to run out.
const leaseMs = 6000;
const patience = { timeout: 60_000 };

describeWithRedis('trouble on the way to a helper', () => {
  it('gives the run of a helper that died to another one', patience, async () => {
    const scene = await midRun(6, { leaseMs });
    await scene.first.die();
    const other = await scene.helper({ leaseMs });
    await until(() => scene.task().status === 'completed');
    expect(scene.task().workerId).toBe(other.id);
    expect(scene.task().attempt).toBeGreaterThan(1);
    expectWhole(scene, 6);
  });

  it('goes on after Redis lost everything', patience, async () => {
    const scene = await midRun(6, { leaseMs });
    await scene.web().redis.client.flushAll();
    await until(() => scene.task().attempt > 1 || scene.task().status === 'queued');
    await scene.web().recover();
    await until(() => scene.task().status === 'completed');
    expectWhole(scene, 6);
  });

  it('counts once what is told twice', async () => {
    const scene = await midRun(5);
    const { client } = scene.web().redis;
    const [run = ''] = await runStreams(scene);
    const told = new Set<string>();
    const timer = setInterval(async () => {
      const entries = (await client.xRange(run, '-', '+')) ?? [];
      for (const { id, message } of entries) {
        if (!told.has(id)) told.add((await client.xAddNoMkStream(run, '*', message)) ?? '');
        told.add(id);
      }
    }, 5);
    await until(() => scene.task().status === 'completed');
    clearInterval(timer);
    expect(told.size).toBeGreaterThan(5);
    expect(scene.task().attempt).toBe(1);
    expectWhole(scene, 5);
  });

  it('ends an attempt in whose stream somebody else has written, and goes on with another', async () => {
    const scene = await midRun(5);
    const [run = ''] = await runStreams(scene);
    await scene.web().redis.client.xAdd(run, '*', { sealed: 'c29tZXRoaW5nIGVsc2Ugb2Ygc29tZWJvZHkgZWxzZQ' });
    await until(() => scene.task().status === 'queued');
    expect(scene.task().error).toMatchObject({ code: 'helper-garbled' });
    await scene.web().queue.enqueue(scene.id, { priority: 10, runAtMs: 0 });
    await until(() => scene.task().status === 'completed');
    expectWhole(scene, 5);
  });

  it('lets nothing of posts, drafts or tokens lie in Redis for who reads there', async () => {
    const scene = await midRun(5);
    const { client } = scene.web().redis;
    const seen: string[] = [];
    const timer = setInterval(async () => {
      for (const key of await client.keys('*')) seen.push(key, String(await client.sendCommand(['DUMP', key])));
    }, 20);
    await until(() => scene.task().status === 'completed');
    clearInterval(timer);
    const all = seen.join('\n');
    expect(all).toContain(scene.id);
    const [draft] = scene.db.select().from(captionVersions).all();
    const secrets = ['Picture 0 of bob', scene.bob.token, draft?.text.slice(0, 20) ?? '', scene.bob.account.username];
    for (const secret of secrets) expect(all).not.toContain(secret);
    await expect.poll(() => runStreams(scene)).toEqual([]);
  });

  it('gives an order again that was lost with a web machine between the row and the helper', async () => {
    const scene = await helperScene(100);
    const bob = await scene.person('bob', 2);
    const helper = await scene.helper();
    // The web machine knows of the attempt; its order never leaves.
    const { client } = scene.web().redis;
    await client.del(`altwright:inbox:${helper.id}`);
    const task = await scene.start(bob);
    await until(() => scene.taskRow(task.id).status === 'running');
    await expect.poll(() => client.exists(`altwright:inbox:${helper.id}`)).toBe(1);
    const comeBack = await scene.stopWeb();
    await comeBack();
    await until(() => scene.taskRow(task.id).status === 'completed');
    expect(scene.taskRow(task.id)).toMatchObject({ attempt: 1, imagesDrafted: 2 });
  });
});
