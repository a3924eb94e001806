import { describe, expect, it } from 'vitest';
import type { PlatformClient } from '../../src/platforms/platform.ts';
import { differencesOf } from '../contracts/differences.ts';
import { until } from '../support/engine.ts';
import { type Bend, dialectNames, edits, openScene } from './scene.ts';

/** A process that dies at a point never gets the answer it waits for there, and does nothing afterwards. */
const killPoints: Record<string, (client: PlatformClient, died: () => void) => Partial<PlatformClient>> = {
  'before the post is read': (_client, died) => ({ readForEdit: () => never(died) }),
  'after the post was read': (client, died) => ({
    prepareEdit: async (...wish) => {
      await client.prepareEdit(...wish);
      return never(died);
    },
  }),
  'after the former descriptions were kept, before the write': (_client, died) => ({ writeEdit: () => never(died) }),
  'after the write, before its outcome was kept': (client, died) => ({
    writeEdit: async (edit) => {
      await client.writeEdit(edit);
      return never(died);
    },
  }),
};

function never(died: () => void): Promise<never> {
  died();
  return new Promise(() => {});
}

describe.each(dialectNames)('on %s, a process killed', (dialect) => {
  it.each(Object.keys(killPoints))('%s loses nothing and publishes nothing twice', async (point) => {
    const scene = await openScene({ dialect });
    const { review, bob, addPost, openRooms, image, sandbox, pass } = scene;
    const posts = ['One', 'Two'].map((text) => addPost({ text, media: [{ photo: 'coffee' }, { photo: 'rocket' }] }));
    const images = posts.flatMap((post) => post.images);
    for (const { id } of images) review.approve({ user: bob.user, imageId: id });
    const before = sandbox.snapshot();

    let isDead = false;
    const bend: Bend = (client) => ({ ...client, ...killPoints[point]?.(client, () => (isDead = true)) });
    void openRooms(bend).publishing.runDue();
    await until(() => isDead);

    await pass(openRooms().publishing, 30);
    expect(images.map(({ id }) => image(id).state)).toEqual(Array(4).fill('published'));
    expect(images.map(({ id }) => image(id).originalDescription)).toEqual(Array(4).fill(null));
    expect(sandbox.edits).toHaveLength(differencesOf(dialect).anEditIs === 'one request a post' ? 2 : 4);
    expect(sandbox.edits.filter(({ alreadyHeldWantedText }) => alreadyHeldWantedText)).toEqual([]);
    expect(sandbox.diff(before, sandbox.snapshot()).flatMap(({ otherwise }) => otherwise)).toEqual([]);
  });

  it('whose write arrives only after the next one has looked is not written a second time', async () => {
    const scene = await openScene({ dialect });
    const { review, bob, addPost, openRooms, image, sandbox, pass } = scene;
    const post = addPost({ text: 'One', media: [{ photo: 'coffee' }] });
    const imageId = post.images[0]?.id ?? '';
    review.approve({ user: bob.user, imageId });
    let arrive: (() => Promise<unknown>) | undefined;
    const bend: Bend = (client) => ({
      ...client,
      writeEdit: (edit) => {
        arrive = () => client.writeEdit(edit);
        return new Promise(() => {});
      },
    });
    void openRooms(bend).publishing.runDue();
    await until(() => arrive);

    const { publishing } = openRooms();
    await publishing.runDue();
    expect(image(imageId).state).toBe('approved');
    await arrive?.();
    await pass(publishing, 30);
    expect(image(imageId).state).toBe('published');
    expect(sandbox.edits).toHaveLength(1);
  });
});

describe('where a post embeds copies of uploads, a process killed between the two', () => {
  it('completes the edit and shows nothing half done', async () => {
    const scene = await openScene({ dialect: 'pleroma' });
    const { review, bob, addPost, openRooms, image, sandbox, pass, descriptionOf } = scene;
    const post = addPost({ text: 'One', media: [{ photo: 'coffee' }, { photo: 'rocket' }] });
    const mediaIds = post.images.map(({ mediaId }) => mediaId);
    for (const { id } of post.images) review.approve({ user: bob.user, imageId: id });
    let isDead = false;
    // Its last request, the edit of the post, no longer reaches the server.
    sandbox.faults.add({ fault: 'reset', when: edits, times: 1 });
    const bend: Bend = (client) => ({
      ...client,
      writeEdit: async (edit) => {
        await client.writeEdit(edit);
        return never(() => (isDead = true));
      },
    });
    void openRooms(bend).publishing.runDue();
    await until(() => isDead);
    expect(mediaIds.map((id) => sandbox.media(id)?.upload?.description)).toEqual([
      'Picture 0 of One',
      'Picture 1 of One',
    ]);
    expect(mediaIds.map(descriptionOf)).toEqual(['', '']);

    await pass(openRooms().publishing, 90);
    expect(post.images.map(({ id }) => image(id).state)).toEqual(['published', 'published']);
    expect(mediaIds.map(descriptionOf)).toEqual(['Picture 0 of One', 'Picture 1 of One']);
    expect(sandbox.edits).toMatchObject([{ changedOtherwise: [], alreadyHeldWantedText: false }]);
  });
});

describe('where each picture is written by itself', () => {
  /** Two approved pictures of one post, of which the server hears nothing but the first, or is not heard by us. */
  async function half(fault: 'reset' | 'reset-after-write' | 'html-500' | '429') {
    const scene = await openScene({ dialect: 'misskey' });
    const post = scene.addPost({ text: 'One', media: [{ photo: 'coffee' }, { photo: 'rocket' }] });
    for (const { id } of post.images) scene.review.approve({ user: scene.bob.user, imageId: id });
    let seen = 0;
    scene.sandbox.faults.add({ fault, when: (request) => edits(request) && ++seen === 2, times: 1 });
    return { scene, post };
  }
  const texts = ['Picture 0 of One', 'Picture 1 of One'];

  it('a process killed between two completes the post and writes none twice', async () => {
    const { scene, post } = await half('reset');
    let isDead = false;
    const bend: Bend = (client) => ({
      ...client,
      writeEdit: async (edit) => {
        await client.writeEdit(edit);
        return never(() => (isDead = true));
      },
    });
    void scene.openRooms(bend).publishing.runDue();
    await until(() => isDead);
    expect(post.images.map(({ mediaId }) => scene.descriptionOf(mediaId))).toEqual([texts[0], null]);
    await scene.pass(scene.openRooms().publishing, 90);
    expect(post.images.map(({ id }) => scene.image(id).state)).toEqual(['published', 'published']);
    expect(post.images.map(({ mediaId }) => scene.descriptionOf(mediaId))).toEqual(texts);
    expect(scene.sandbox.edits.map(({ alreadyHeldWantedText }) => alreadyHeldWantedText)).toEqual([false, false]);
  });

  it.each(['reset', 'reset-after-write', 'html-500', '429'] as const)(
    'the rest goes on after a %s, and nothing is written twice',
    async (fault) => {
      const { scene, post } = await half(fault);
      await scene.pass(scene.publishing, 60, 10_000);
      expect(post.images.map(({ id }) => scene.image(id).state)).toEqual(['published', 'published']);
      expect(post.images.map(({ mediaId }) => scene.descriptionOf(mediaId))).toEqual(texts);
      expect(scene.sandbox.edits.map(({ alreadyHeldWantedText }) => alreadyHeldWantedText)).toEqual([false, false]);
    },
  );
});

describe('after a crash in the middle of a write', () => {
  it('words somebody else put there are kept', async () => {
    const { review, bob, addPost, openRooms, image, sandbox, pass, descriptionOf } = await openScene();
    const post = addPost({ text: 'One', media: [{ photo: 'coffee' }] });
    const [{ id: imageId, mediaId } = { id: '', mediaId: '' }] = post.images;
    review.approve({ user: bob.user, imageId });
    let isDead = false;
    void openRooms((client) => ({ ...client, writeEdit: () => never(() => (isDead = true)) })).publishing.runDue();
    await until(() => isDead);
    sandbox.editAsOwner(post.remoteId, { descriptions: { [mediaId]: 'Written by Bob' } });
    await pass(openRooms().publishing, 30);
    expect(image(imageId)).toMatchObject({ state: 'conflict', remoteDescription: 'Written by Bob' });
    expect(descriptionOf(mediaId)).toBe('Written by Bob');
  });
});
