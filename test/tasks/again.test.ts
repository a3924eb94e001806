import { describe, expect, it } from 'vitest';
import { captionVersions, images } from '../../db/schema.ts';
import { type Person, settlePerson, until } from '../support/engine.ts';
import { asked, differentPictures, postPictures, runScene } from '../support/run-scene.ts';

type Scene = Awaited<ReturnType<typeof runScene>>;

async function runToEnd({ start, taskRow }: Scene, person: Person, settings: object = {}) {
  const task = await start(person, settings);
  await until(() => taskRow(task.id).completedAt !== null);
  return taskRow(task.id);
}

const rows = ({ db }: Scene) => db.select().from(images).all();
const drafts = ({ db }: Scene) => db.select().from(captionVersions).all();

describe('a second run', () => {
  it('leaves alone what the first one drafted', async () => {
    const scene = await runScene(10);
    const bob = await scene.person('bob', 3);
    await runToEnd(scene, bob);
    const second = await runToEnd(scene, bob);
    expect(second).toMatchObject({ imagesFound: 0, imagesSkipped: 3, postsSeen: 3, percent: 0, status: 'completed' });
    expect(second.summary?.key).toBe('runs.summaryNothing');
    expect(asked(scene.ollama)).toHaveLength(3);
  });

  it('drafts undecided pictures again when that is wanted, and never decided ones', async () => {
    const scene = await runScene(10);
    const bob = await scene.person('bob', 3);
    await runToEnd(scene, bob);
    const [rejected, approved, undecided] = rows(scene);
    const set = scene.db.$client.prepare('update images set state = ? where id = ?');
    set.run('rejected', rejected?.id);
    set.run('approved', approved?.id);
    const second = await runToEnd(scene, bob, { reprocessExisting: true });
    expect(second).toMatchObject({ imagesFound: 1, imagesDrafted: 1, imagesSkipped: 2 });
    const versions = drafts(scene).map(({ imageId }) => imageId);
    expect(versions.filter((id) => id === undecided?.id)).toHaveLength(2);
    expect(versions).toHaveLength(4);
    expect(asked(scene.ollama)).toHaveLength(4);
  });

  it('leaves a draft alone that its person has worded anew, whatever is wanted', async () => {
    const scene = await runScene(10);
    const bob = await scene.person('bob', 2);
    await runToEnd(scene, bob);
    const [worded] = rows(scene);
    const version = { id: 'v', createdAt: Date.now() + 1000, kind: 'edit' as const, text: 'My own words' };
    scene.db
      .insert(captionVersions)
      .values({ ...version, imageId: worded?.id ?? '' })
      .run();
    scene.db.$client.prepare('update images set text = ? where id = ?').run('My own words', worded?.id);
    const second = await runToEnd(scene, bob, { reprocessExisting: true });
    expect(second).toMatchObject({ imagesFound: 1, imagesDrafted: 1, imagesSkipped: 1 });
    expect(rows(scene).find(({ id }) => id === worded?.id)).toMatchObject({ state: 'drafted', text: 'My own words' });
  });

  it('drafts beside a description when that is wanted, and leaves the description', async () => {
    const scene = await runScene(10);
    const bob = await settlePerson(scene.database, scene.instance, 'bob');
    const described = differentPictures(2, 'bob').map((picture) => ({ ...picture, description: 'My own words' }));
    postPictures(scene.instance, bob.account, described);
    const before = scene.instance.snapshot();
    expect(await runToEnd(scene, bob)).toMatchObject({ imagesFound: 0, imagesSkipped: 2 });
    expect(rows(scene).map(({ state }) => state)).toEqual(['described', 'described']);
    expect(await runToEnd(scene, bob, { reprocessExisting: true })).toMatchObject({ imagesDrafted: 2 });
    for (const row of rows(scene)) {
      expect(row).toMatchObject({ state: 'drafted', remoteDescription: 'My own words' });
      expect(row.text).not.toBe('My own words');
    }
    expect(scene.instance.snapshot()).toEqual(before);
  });

  it('puts back what it had chosen and not reached when it is cancelled', async () => {
    const scene = await runScene(300);
    const bob = await settlePerson(scene.database, scene.instance, 'bob');
    const [plain, described] = differentPictures(2, 'bob');
    postPictures(scene.instance, bob.account, [{ ...described, description: 'My own words' }, plain ?? {}]);
    await runToEnd(scene, bob);
    const before = rows(scene).map(({ id, state, text }) => ({ id, state, text }));
    expect(before.map(({ state }) => state).sort()).toEqual(['described', 'drafted']);
    const second = await scene.start(bob, { reprocessExisting: true });
    await until(() => scene.hub.wordsOf(second.id).size > 0);
    expect(rows(scene).map(({ state }) => state)).not.toContain('drafted');
    await scene.generation.cancel(bob.user, second.id);
    await until(() => scene.taskRow(second.id).status === 'cancelled');
    expect(rows(scene).map(({ id, state, text }) => ({ id, state, text }))).toEqual(before);
    expect(scene.generation.results(bob.user, second.id)).toMatchObject({
      captionsGenerated: 0,
      generatedImageIds: [],
    });
  });

  it('leaves out a picture its owner described by hand meanwhile', async () => {
    const scene = await runScene(10);
    const bob = await settlePerson(scene.database, scene.instance, 'bob');
    const [post] = postPictures(scene.instance, bob.account, 1);
    const mediaId = post?.mediaIds[0] ?? '';
    scene.instance.pictureFault(mediaId, 'gone');
    await runToEnd(scene, bob);
    expect(rows(scene)).toMatchObject([{ state: 'failed' }]);
    scene.instance.pictureFault(mediaId, null);
    scene.instance.editAsOwner(post?.id ?? '', { descriptions: { [mediaId]: 'By hand' } });
    await runToEnd(scene, bob);
    expect(rows(scene)).toMatchObject([{ state: 'described', remoteDescription: 'By hand' }]);
    expect(asked(scene.ollama)).toEqual([]);
  });
});

describe('the same picture', () => {
  it('is described once, and its draft used again', async () => {
    const scene = await runScene(10, { inFlight: 1 });
    const bob = await settlePerson(scene.database, scene.instance, 'bob');
    const [one, two] = differentPictures(2, 'bob');
    postPictures(scene.instance, bob.account, [one ?? {}, two ?? {}, one ?? {}, one ?? {}]);
    expect(await runToEnd(scene, bob)).toMatchObject({ imagesDrafted: 4, imagesReused: 2 });
    expect(asked(scene.ollama)).toHaveLength(2);
    expect(new Set(rows(scene).map(({ text }) => text)).size).toBe(2);
    expect(drafts(scene)).toHaveLength(4);
  });

  it('is described again for another language, another person, or when that is wanted', async () => {
    const scene = await runScene(10, { inFlight: 1 });
    const bob = await settlePerson(scene.database, scene.instance, 'bob');
    const anna = await settlePerson(scene.database, scene.instance, 'anna');
    const same = differentPictures(1, 'same');
    postPictures(scene.instance, bob.account, same);
    postPictures(scene.instance, bob.account, same, { language: 'de' });
    postPictures(scene.instance, anna.account, same);
    expect(await runToEnd(scene, bob)).toMatchObject({ imagesDrafted: 2, imagesReused: 0 });
    expect(await runToEnd(scene, anna)).toMatchObject({ imagesDrafted: 1, imagesReused: 0 });
    expect(await runToEnd(scene, bob, { reprocessExisting: true })).toMatchObject({
      imagesDrafted: 2,
      imagesReused: 0,
    });
    expect(asked(scene.ollama)).toHaveLength(5);
  });
});

describe('one post by its link', () => {
  it('is described alone', async () => {
    const scene = await runScene(10);
    const bob = await settlePerson(scene.database, scene.instance, 'bob');
    const posts = postPictures(scene.instance, bob.account, 3);
    const postUrl = scene.instance.postUrl(posts[1]?.id ?? '');
    expect(await runToEnd(scene, bob, { postUrl })).toMatchObject({
      status: 'completed',
      imagesDrafted: 1,
      postsSeen: 1,
    });
    expect(rows(scene).map(({ mediaId }) => mediaId)).toEqual(posts[1]?.mediaIds);
    const connection = { ...bob.connection, userId: bob.user.id };
    expect(scene.generation.settingsFor(bob.user, connection)).toMatchObject({ postUrl: null });
  });

  it('is refused when it is gone or somebody else wrote it', async () => {
    const scene = await runScene(10);
    const bob = await settlePerson(scene.database, scene.instance, 'bob');
    const anna = await settlePerson(scene.database, scene.instance, 'anna');
    const [hers] = postPictures(scene.instance, anna.account, 1);
    const [his] = postPictures(scene.instance, bob.account, 1);
    const links = [scene.instance.postUrl(hers?.id ?? ''), scene.instance.postUrl(his?.id ?? '')];
    scene.instance.deletePost(his?.id ?? '');
    const ended = [];
    for (const postUrl of links) ended.push(await runToEnd(scene, bob, { postUrl }));
    expect(ended.map(({ status, error }) => `${status} ${error?.code}`)).toEqual(['failed not-yours', 'failed gone']);
    expect(rows(scene)).toEqual([]);
  });
});
