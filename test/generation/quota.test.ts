import { describe, expect, it } from 'vitest';
import { captionVersions } from '../../db/schema.ts';
import { insertTask, moveTask } from '../../db/tasks.ts';
import { createQuota, type QuotaLimits } from '../../src/generation/quota.ts';
import { newId } from '../../src/lib/ids.ts';
import { settleReviewer } from '../support/review-web.ts';
import { openTestWeb } from '../support/web.ts';

const plenty: QuotaLimits = { waitingTasks: 100, runsPerDay: 100, picturesPerDay: 100 };
const dayMs = 86_400_000;

/** Bob and Charlie at noon, with limits that a test may tighten. */
async function open(limits: Partial<QuotaLimits> = {}) {
  const web = await openTestWeb();
  const { clock } = web;
  const { db } = web.parts;
  const quota = createQuota({ db, clock, limits: () => ({ ...plenty, ...limits }) });
  const bob = settleReviewer(web, web.bob);
  const charlie = settleReviewer(web, web.charlie, 'charlie@social.example');
  const tomorrowMs = (Math.floor(clock.now() / dayMs) + 1) * dayMs;

  function addRun(persona = web.bob, isOver = true): string {
    const { connectionId } = persona === web.bob ? bob : charlie;
    const id = newId(clock.now());
    const task = { id, userId: persona.user.id, connectionId, priority: 10, settings: {}, model: 'gemma3:4b' };
    insertTask(db, task, clock.now());
    if (isOver) moveTask(db, id, 'cancelled', { completedAt: clock.now() });
    return id;
  }

  /** Pictures of a run with a draft each, known from before or not. */
  async function addDrafts(taskId: string, count: number, { isReused = false } = {}) {
    const media = Array.from({ length: count }, () => ({ more: { taskId } }));
    for (const imageId of await bob.addPost(media)) {
      const draft = { id: newId(clock.now()), imageId, kind: 'draft' as const, text: 'A cup.', taskId };
      const timings = isReused ? null : { totalMs: 5 };
      db.insert(captionVersions)
        .values({ ...draft, timings, createdAt: clock.now() })
        .run();
    }
  }

  return { ...web, quota, addRun, addDrafts, tomorrowMs, left: () => quota.picturesLeft(web.bob.user.id).pictures };
}

const refusal = (code: string, key: string, values: object) =>
  expect.objectContaining({ code, sentence: { key, values } });

describe('the pictures of a day', () => {
  it('are those the model has described since midnight, in runs that are over and those that are not', async () => {
    const { left, addRun, addDrafts } = await open();
    await addDrafts(addRun(), 3);
    await addDrafts(addRun(undefined, false), 2);
    expect(left()).toBe(95);
  });

  it('do not count what was known from before, nor what somebody else had', async () => {
    const { quota, charlie, left, addRun, addDrafts } = await open();
    await addDrafts(addRun(), 4, { isReused: true });
    expect(left()).toBe(100);
    await addDrafts(addRun(), 4);
    expect(quota.picturesLeft(charlie.user.id).pictures).toBe(100);
  });

  it('are new ones the next day, also for a run that goes on over midnight', async () => {
    const { clock, left, addRun, addDrafts, tomorrowMs } = await open();
    const id = addRun(undefined, false);
    await addDrafts(id, 4);
    clock.advance(tomorrowMs - clock.now() - 1);
    expect(left()).toBe(96);
    clock.advance(1);
    expect(left()).toBe(100);
    await addDrafts(id, 1);
    expect(left()).toBe(99);
  });

  it('keep a run from being started once they are used up, and say from when on again', async () => {
    const { quota, bob, addRun, addDrafts, tomorrowMs } = await open({ picturesPerDay: 3 });
    await addDrafts(addRun(), 3);
    const values = { count: 3, at: tomorrowMs };
    expect(() => quota.checkStart(bob.user.id)).toThrow(refusal('quota', 'limits.picturesRefused', values));
  });
});

describe('the runs of a day', () => {
  it('are those started since midnight, one person’s alone', async () => {
    const { quota, bob, charlie, clock, addRun, tomorrowMs } = await open({ runsPerDay: 2 });
    addRun();
    expect(() => quota.checkStart(bob.user.id)).not.toThrow();
    addRun();
    const values = { count: 2, at: tomorrowMs };
    expect(() => quota.checkStart(bob.user.id)).toThrow(refusal('quota', 'limits.runsRefused', values));
    expect(() => quota.checkStart(charlie.user.id)).not.toThrow();
    clock.advance(tomorrowMs - clock.now());
    expect(() => quota.checkStart(bob.user.id)).not.toThrow();
  });
});

describe('the queue', () => {
  it('takes no more runs than may wait in all', async () => {
    const { quota, bob, charlie, addRun } = await open({ waitingTasks: 1 });
    expect(() => quota.checkStart(bob.user.id)).not.toThrow();
    addRun(charlie, false);
    expect(() => quota.checkStart(bob.user.id)).toThrow(refusal('queue-full', 'limits.queueFull', { count: 1 }));
  });
});
