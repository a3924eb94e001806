import { describe, expect, it } from 'vitest';
import { captionVersions, images, taskEvents, captionGenerationTasks as tasks } from '../../db/schema.ts';
import { cleanFinishedTasks } from '../../db/tasks.ts';
import { until } from '../support/engine.ts';
import { runScene } from '../support/run-scene.ts';

const dayMs = 86_400_000;

async function sceneWithTwoRuns() {
  const scene = await runScene(10);
  const { person, start, taskRow, db } = scene;
  const bob = await person('bob', 2);
  const first = await start(bob);
  await until(() => taskRow(first.id).completedAt !== null);
  const second = await start(bob);
  await until(() => taskRow(second.id).completedAt !== null);
  const ids = () =>
    db
      .select()
      .from(tasks)
      .all()
      .map(({ id }) => id);
  const clean = (afterMs: number) => cleanFinishedTasks(db, Date.now() + afterMs - dayMs, Date.now() + afterMs);
  return { ...scene, bob, first, second, ids, clean };
}

describe('the clean-up of finished runs', () => {
  it('touches nothing within a day', async () => {
    const { clean, db, first, taskRow } = await sceneWithTwoRuns();
    const before = [db.select().from(tasks).all(), db.select().from(taskEvents).all()];
    expect(clean(dayMs - 60_000)).toBe(0);
    expect([db.select().from(tasks).all(), db.select().from(taskEvents).all()]).toEqual(before);
    expect(taskRow(first.id).results).not.toBeNull();
  });

  it('forgets the details after a day, and keeps the run a picture refers to with its summary', async () => {
    const { clean, db, first, taskRow, ids, generation, bob } = await sceneWithTwoRuns();
    const kept = () => [db.select().from(images).all(), db.select().from(captionVersions).all()];
    const before = kept();
    expect(clean(dayMs + 60_000)).toBe(2);
    expect(ids()).toEqual([first.id]);
    expect(taskRow(first.id)).toMatchObject({ settings: null, results: null, error: null, imagesDrafted: 2 });
    expect(taskRow(first.id).summary).toMatchObject({ key: 'runs.summary' });
    expect(generation.results(bob.user, first.id)).toBeNull();
    expect(db.select().from(taskEvents).all()).toEqual([]);
    expect(kept()).toEqual(before);
    expect(clean(dayMs + 60_000)).toBe(0);
  });

  it('lets the run go once no picture refers to it any more', async () => {
    const { clean, db, ids } = await sceneWithTwoRuns();
    clean(dayMs + 60_000);
    db.update(images).set({ taskId: null }).run();
    clean(2 * dayMs);
    expect(ids()).toEqual([]);
  });

  it('never touches a run that is not over', async () => {
    const { clean, start, bob, taskRow, ollama } = await sceneWithTwoRuns();
    await ollama.refuseConnections();
    const waiting = await start(bob, { reprocessExisting: true });
    await until(() => taskRow(waiting.id).waitingUntil !== null);
    clean(30 * dayMs);
    expect(taskRow(waiting.id)).toMatchObject({ status: 'queued', cleanedAt: null });
    expect(taskRow(waiting.id).settings).not.toBeNull();
  });
});
