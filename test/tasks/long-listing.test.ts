import { describe, expect, it, onTestFinished } from 'vitest';
import { captionVersions } from '../../db/schema.ts';
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

/** Three pages of posts, with two pictures on each that lack a description. */
const posts = 100;
const lacking = new Set([5, 15, 30, 50, 70, 90]);
const newestPage = (id: number) => id >= posts - 40;
const lackingOnNewest = [...lacking].filter(newestPage).length;

const isListing = ({ path }: { path: string }) => path.includes('/accounts/') && /\/statuses(\?|$)/.test(path);

/** Bob with a long history, a run through it in the queue, and no engine at work. */
async function historyScene() {
  const database = await openTestDatabase();
  const instance = await testInstance({ dialect: 'mastodon' });
  const ollama = await testOllama({ models: quickModel(40) });
  const bob = await settlePerson(database, instance, 'bob');
  const pictures = differentPictures(posts, 'bob').map((picture, index) =>
    lacking.has(index) ? picture : { ...picture, description: `Picture ${index}` },
  );
  const oldestFirst = postPictures(instance, bob.account, pictures);
  const open = () => {
    const engine = openEngine(database, ollama);
    onTestFinished(() => engine.stop());
    return engine;
  };
  const engine = open();
  const task = await engine.generation.start(bob.user, bob.connection, quickSettings, modelName);
  const row = () => engine.taskRow(task.id);
  /** The pages that were asked for, by the id of the post before each. */
  const listed = () =>
    instance.log.flatMap(({ path }) => {
      const { pathname, searchParams } = new URL(path, instance.origin);
      return isListing({ path: pathname }) ? [searchParams.get('max_id') ?? 'newest'] : [];
    });
  /** Strikes from the given request for a page on. */
  const fromPage = (number: number) => {
    let asked = 0;
    return (request: { path: string }) => isListing(request) && ++asked >= number;
  };
  const endOf = (page: number) => oldestFirst[posts - page * 40]?.id;
  const drafts = () => database.db.select().from(captionVersions).all().length;
  return { instance, ollama, engine, open, row, listed, fromPage, endOf, drafts, id: task.id };
}

function expectWhole({ row, drafts, ollama }: Awaited<ReturnType<typeof historyScene>>) {
  expect(row()).toMatchObject({
    ...{ imagesFound: lacking.size, imagesDrafted: lacking.size, imagesFailed: 0, postsChosen: lacking.size },
    ...{ postsSeen: posts, imagesSkipped: posts - lacking.size, percent: 100, tries: 0 },
  });
  expect(drafts()).toBe(lacking.size);
  const answered = asked(ollama).filter(({ aborted }) => !aborted);
  expect(answered).toHaveLength(lacking.size);
}

describe('a run through a long history', () => {
  it('waits where the server asks it to, with all before described, and goes on there', async () => {
    const scene = await historyScene();
    const { instance, engine, row, listed, fromPage, endOf, id } = scene;
    instance.faults.add({ fault: '429', resetInMs: 600_000, when: fromPage(2), times: 1 });
    await engine.start();
    await until(() => row().status === 'queued' && row().waitingUntil !== null);
    expect(row()).toMatchObject({ imagesDrafted: lackingOnNewest, waitingReason: { key: 'platforms.rateLimited' } });
    expect(row().waitingUntil).toBeGreaterThan(Date.now() + 500_000);
    engine.hurry(id);
    await until(() => row().status === 'completed');
    expectWhole(scene);
    expect(listed()).toEqual(['newest', endOf(1), endOf(1), endOf(2)]);
  });

  it('goes on after a stop at the page it had reached, with what it had chosen before', async () => {
    const scene = await historyScene();
    const { instance, engine, open, row, listed, fromPage, endOf } = scene;
    const heal = instance.faults.add({ fault: 'blackhole', when: fromPage(3) });
    await engine.start();
    await until(() => row().reached?.cursor === endOf(2));
    await engine.stop();
    heal();
    const before = listed().length;
    await open().start();
    await until(() => row().status === 'completed');
    expectWhole(scene);
    expect(listed().slice(before)).toEqual([endOf(2)]);
  });
});
