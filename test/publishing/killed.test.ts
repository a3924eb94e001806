import { describe, expect, it } from 'vitest';
import type { PlatformClient } from '../../src/platforms/platform.ts';
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
    expect(sandbox.edits).toHaveLength(2);
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
