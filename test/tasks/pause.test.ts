import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { captionGenerationTasks as tasks } from '../../db/schema.ts';
import { moveTask } from '../../db/tasks.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { requeueInterrupted } from '../../src/tasks/recovery.ts';
import { until } from '../support/engine.ts';
import { asked, runScene } from '../support/run-scene.ts';

type Scene = Awaited<ReturnType<typeof runScene>>;

/** A run of six pictures that is in the middle of one. */
async function runInMidSentence() {
  const scene = await runScene(250, { inFlight: 1 });
  const bob = await scene.person('bob', 6);
  const task = await scene.start(bob);
  await until(() => scene.taskRow(task.id).imagesDrafted >= 1 && scene.hub.wordsOf(task.id).size > 0);
  return { ...scene, id: task.id, task: () => scene.taskRow(task.id) };
}

const wishToHold = ({ db }: Scene, id: string) =>
  db.update(tasks).set({ holdRequestedAt: 1 }).where(eq(tasks.id, id)).run();

/** Nothing was broken off, and each picture was looked at once. */
function expectEachOnce({ ollama }: Scene, pictures: number) {
  expect(asked(ollama).filter(({ aborted }) => aborted)).toEqual([]);
  expect(asked(ollama)).toHaveLength(pictures);
  expect(new Set(asked(ollama).map(({ images: [image] }) => image?.sha256)).size).toBe(pictures);
}

describe('a run that is asked to pause', () => {
  it('finishes the picture at the model, is held, and goes on with the next one', async () => {
    const scene = await runInMidSentence();
    wishToHold(scene, scene.id);
    scene.pause(scene.id);
    await until(() => scene.task().status === 'held');
    const before = scene.task().imagesDrafted;
    expect(scene.task()).toMatchObject({ attempt: 1, tries: 0, error: null, step: 'waiting', holdRequestedAt: null });
    expect(before).toBeLessThan(6);
    expectEachOnce(scene, before);
    expect(await scene.queue.taskIds()).toEqual(new Set());

    moveTask(scene.db, scene.id, 'queued');
    await scene.queue.enqueue(scene.id, { priority: 10, runAtMs: 0 });
    scene.wake();
    await until(() => scene.task().status === 'completed');
    expect(scene.task()).toMatchObject({ attempt: 2, imagesDrafted: 6, imagesFailed: 0 });
    expectEachOnce(scene, 6);
  });

  it('takes its place in the queue again where nobody holds it, and its thread can be replaced meanwhile', async () => {
    const scene = await runInMidSentence();
    scene.pause(scene.id, { endThread: true });
    await until(() => scene.task().status === 'completed');
    expect(scene.task()).toMatchObject({ attempt: 2, tries: 0, imagesDrafted: 6, imagesFailed: 0 });
    expectEachOnce(scene, 6);
  });

  it('is cancelled when that was asked for as well', async () => {
    const scene = await runInMidSentence();
    scene.db.update(tasks).set({ cancelRequestedAt: 1, holdRequestedAt: 1 }).where(eq(tasks.id, scene.id)).run();
    scene.pause(scene.id);
    await until(() => scene.task().completedAt !== null);
    expect(scene.task()).toMatchObject({ status: 'cancelled', attempt: 1 });
  });

  it('is held after a crash that came before the pause', async () => {
    const scene = await runInMidSentence();
    wishToHold(scene, scene.id);
    await requeueInterrupted({ db: scene.db, queue: scene.queue, clock: systemClock }, { hasHelpers: false });
    expect(scene.task()).toMatchObject({ status: 'held', holdRequestedAt: null });
  });
});
