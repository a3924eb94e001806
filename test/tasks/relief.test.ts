import { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { until } from '../support/engine.ts';
import { asked, runScene } from '../support/run-scene.ts';

/** Runs of three people that are at work, then a machine without room. */
async function openFullMachine() {
  let hasRoom = true;
  const scene = await runScene(150, { inFlight: 1, cap: 3, gate: { hasRoomHere: () => hasRoom } });
  const people = [await scene.person('bob', 6), await scene.person('eve', 6)];
  const runs = await Promise.all(people.map((person) => scene.start(person)));
  const rows = () => runs.map(({ id }) => scene.taskRow(id));
  await until(() => rows().every(({ imagesDrafted }) => imagesDrafted > 0));
  hasRoom = false;
  return { ...scene, rows, crossedAtMs: Date.now() };
}

describe('a machine whose memory is short', () => {
  it('has one thread after the other replaced between two pictures, each once, and loses nothing', async () => {
    const scene = await openFullMachine();
    const late = await scene.start(await scene.person('charlie', 1));
    const attempts = () => scene.rows().map(({ attempt }) => attempt);
    scene.relieve(scene.crossedAtMs);
    scene.relieve(scene.crossedAtMs);
    await until(() => Math.max(...attempts()) === 2);
    expect(attempts().toSorted()).toEqual([1, 2]);
    await until(() => {
      scene.relieve(scene.crossedAtMs);
      return attempts().every((attempt) => attempt === 2);
    });
    await until(() => {
      scene.relieve(scene.crossedAtMs);
      return scene.rows().every(({ status }) => status === 'completed');
    });
    expect(attempts()).toEqual([2, 2]);
    for (const row of scene.rows()) expect(row).toMatchObject({ tries: 0, imagesDrafted: 6, imagesFailed: 0 });
    expect(asked(scene.ollama)).toHaveLength(12);
    expect(asked(scene.ollama).filter(({ aborted }) => aborted)).toEqual([]);
    expect(scene.taskRow(late.id)).toMatchObject({ status: 'queued', attempt: 0 });
  });

  it('ends the thread that a run has left, so that nothing it held stays', async () => {
    const scene = await openFullMachine();
    const terminate = vi.spyOn(Worker.prototype, 'terminate');
    onTestFinished(() => terminate.mockRestore());
    scene.relieve(scene.crossedAtMs);
    await until(() => scene.rows().some(({ attempt, imagesDrafted }) => attempt === 2 && imagesDrafted > 1));
    expect(terminate).toHaveBeenCalledTimes(1);
  });
});

it('threads at work tell what their objects take, and none does where none is alive', async () => {
  const scene = await runScene(200);
  expect(await scene.threadHeapBytes()).toEqual([]);
  await scene.start(await scene.person('bob', 3));
  await expect.poll(scene.threadHeapBytes, { timeout: 10_000 }).toEqual([expect.any(Number)]);
  for (const bytes of await scene.threadHeapBytes()) expect(bytes).toBeGreaterThan(1_000_000);
});
