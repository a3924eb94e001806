import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { captionVersions, images } from '../../db/schema.ts';
import { openTestDatabase } from '../support/database.ts';
import {
  modelName,
  openEngine,
  quickSettings,
  settlePerson,
  testInstance,
  testOllama,
  until,
} from '../support/engine.ts';
import { asked, differentPictures, postPictures, quickModel } from '../support/run-scene.ts';

const pictures = 12;
const engineProcess = new URL('../support/engine-process.ts', import.meta.url);

/** Bob with a run in the queue and no engine at work. */
async function interruptibleScene(settings: object = {}, posted = differentPictures(pictures, 'bob')) {
  const database = await openTestDatabase();
  const instance = await testInstance({ dialect: 'mastodon' });
  const ollama = await testOllama({ models: quickModel(80) });
  const bob = await settlePerson(database, instance, 'bob');
  postPictures(instance, bob.account, posted);
  const engine = openEngine(database, ollama);
  const start = () => engine.generation.start(bob.user, bob.connection, { ...quickSettings, ...settings }, modelName);
  const { taskRow } = engine;
  const committed = () =>
    database.db
      .select()
      .from(captionVersions)
      .all()
      .map(({ imageId }) => imageId);
  return { database, instance, ollama, bob, start, taskRow, committed };
}

type Scene = Awaited<ReturnType<typeof interruptibleScene>>;

function startProcess({ database, ollama }: Scene): ChildProcess {
  const child = fork(engineProcess, [database.dataDir, ollama.url], { execArgv: [] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Lets a new engine over the same files end the run, and answers every percentage seen meanwhile. */
async function finishWithNewEngine({ database, ollama, taskRow }: Scene, id: string): Promise<number[]> {
  const engine = openEngine(database, ollama);
  onTestFinished(() => engine.stop());
  const percents: number[] = [];
  await engine.start();
  await until(() => {
    percents.push(taskRow(id).percent);
    return taskRow(id).status === 'completed';
  });
  return percents;
}

function expectWholeRun(scene: Scene, id: string) {
  const rows = scene.database.db.select().from(images).all();
  expect(rows.map(({ state }) => state)).toEqual(Array.from({ length: pictures }, () => 'drafted'));
  expect(new Set(scene.committed()).size).toBe(pictures);
  expect(scene.committed()).toHaveLength(pictures);
  expect(scene.taskRow(id)).toMatchObject({
    imagesFound: pictures,
    imagesDrafted: pictures,
    imagesFailed: 0,
    postsChosen: pictures,
    postsSeen: pictures,
    tries: 0,
    percent: 100,
  });
}

const isRising = (values: number[]) => values.every((value, index) => value >= (values[index - 1] ?? 0));

describe('a run that is interrupted', () => {
  it.each([0, 1, 5])('goes on after the process is killed with %i pictures drafted', async (drafted) => {
    const scene = await interruptibleScene();
    const task = await scene.start();
    const child = startProcess(scene);
    await until(() => scene.taskRow(task.id).imagesFound > 0 && scene.committed().length >= drafted);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const before = scene.committed();
    expect(scene.taskRow(task.id)).toMatchObject({ status: 'running', attempt: 1, imagesDrafted: before.length });
    const askedBefore = asked(scene.ollama).length;
    const percents = await finishWithNewEngine(scene, task.id);
    expectWholeRun(scene, task.id);
    expect(scene.taskRow(task.id).attempt).toBe(2);
    expect(isRising(percents)).toBe(true);
    // What was drafted is not asked for again.
    const answered = asked(scene.ollama)
      .slice(askedBefore)
      .filter(({ aborted }) => !aborted);
    expect(answered).toHaveLength(pictures - before.length);
    expect(scene.committed().slice(0, before.length)).toEqual(before);
  });

  it('goes on after an orderly stop, and the model stops with it', async () => {
    const scene = await interruptibleScene();
    const task = await scene.start();
    const first = openEngine(scene.database, scene.ollama);
    await first.start();
    await until(() => scene.taskRow(task.id).imagesDrafted >= 3 && first.hub.wordsOf(task.id).size > 0);
    await first.stop();
    await until(() => scene.ollama.generating() === 0);
    const before = scene.committed();
    const askedBefore = asked(scene.ollama).length;
    expect(scene.taskRow(task.id)).toMatchObject({ status: 'running', imagesDrafted: before.length });
    const percents = await finishWithNewEngine(scene, task.id);
    expectWholeRun(scene, task.id);
    expect(isRising(percents)).toBe(true);
    // An answer may have come in the very moment of the stop; only what was drafted is not asked for again.
    const answered = asked(scene.ollama)
      .slice(askedBefore)
      .filter(({ aborted }) => !aborted);
    expect(answered).toHaveLength(pictures - before.length);
  });

  it('goes on with pictures that have a description already', async () => {
    const described = differentPictures(pictures, 'bob').map((picture) => ({ ...picture, description: 'a cup' }));
    const scene = await interruptibleScene({ reprocessExisting: true }, described);
    const task = await scene.start();
    const first = openEngine(scene.database, scene.ollama);
    await first.start();
    await until(() => scene.taskRow(task.id).imagesDrafted >= 2);
    await first.stop();
    await finishWithNewEngine(scene, task.id);
    expectWholeRun(scene, task.id);
    const rows = scene.database.db.select().from(images).all();
    expect(rows.every(({ remoteDescription }) => remoteDescription === 'a cup')).toBe(true);
  });

  it('is cancelled by the next engine when that was asked before the process died', async () => {
    const scene = await interruptibleScene();
    const task = await scene.start();
    const child = startProcess(scene);
    await until(() => scene.committed().length >= 1);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const asking = openEngine(scene.database, scene.ollama);
    await asking.generation.cancel(scene.bob.user, task.id);
    const engine = openEngine(scene.database, scene.ollama);
    onTestFinished(() => engine.stop());
    await engine.start();
    const askedBefore = asked(scene.ollama).length;
    await until(() => scene.taskRow(task.id).status === 'cancelled');
    expect(asked(scene.ollama)).toHaveLength(askedBefore);
  });

  it('finds its job again when the queue was emptied', async () => {
    const scene = await interruptibleScene();
    const task = await scene.start();
    scene.database.db.$client.exec('delete from queue_jobs');
    await finishWithNewEngine(scene, task.id);
    expectWholeRun(scene, task.id);
  });
});
