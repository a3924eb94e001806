import { describe, expect, it } from 'vitest';
import { dialectNames, openScene, type Scene, type SceneOptions } from './scene.ts';

const minute = 60_000;

/** A post with one approved picture. */
async function approvedPost(age: number, options: SceneOptions = {}) {
  const scene = await openScene(options);
  const { addPost, review, bob, clock } = scene;
  const post = addPost({ text: 'One', media: [{ photo: 'coffee' }], createdAt: clock.now() - age });
  const [{ id: imageId, mediaId } = { id: '', mediaId: '' }] = post.images;
  const wish = { user: bob.user, imageId };
  review.approve(wish);
  return { ...scene, post, wish, mediaId };
}

const queued = ({ publishing, bob }: Pick<Scene, 'publishing' | 'bob'>) => publishing.queue({ user: bob.user });

describe.each(dialectNames)('on %s', (dialect) => {
  it('a post is not edited in its first two minutes, and says so', async () => {
    const scene = await approvedPost(30_000, { dialect });
    const { publishing, review, puts, clock, wish, post, bob, pass, image } = scene;
    const editableAt = clock.now() + 90_000;
    await publishing.runDue();
    const reason = { key: 'publishing.tooYoung', values: { at: editableAt } };
    expect(queued(scene)).toMatchObject([{ expectedAt: editableAt, attempts: 0, why: reason }]);
    expect(review.item(wish)).toMatchObject({ state: 'approved', reason });

    publishing.publishNow({ user: bob.user, postId: post.id });
    await pass(publishing, 89);
    expect(puts()).toHaveLength(0);
    await pass(publishing, 2);
    expect(image(wish.imageId).state).toBe('published');
  });
});

describe('a post that was edited a moment ago', () => {
  it('waits until its author has left it alone for ten minutes', async () => {
    const scene = await approvedPost(60 * minute);
    const { publishing, sandbox, post, puts, clock, pass, image, wish } = scene;
    sandbox.editAsOwner(post.remoteId, { text: 'One, with a thought more' });
    await publishing.runDue();
    expect(queued(scene)).toMatchObject([{ why: { key: 'publishing.editedLately' } }]);
    clock.advance(5 * minute);
    sandbox.editAsOwner(post.remoteId, { text: 'One, with two thoughts more' });
    await pass(publishing, 9, minute);
    expect(puts()).toHaveLength(0);
    await pass(publishing, 2, minute);
    expect(image(wish.imageId).state).toBe('published');
    expect(sandbox.post(post.remoteId)?.text).toBe('One, with two thoughts more');
  });

  it('by Altwright itself is corrected at once', async () => {
    const { publishing, review, wish, image, pass, descriptionOf, mediaId } = await approvedPost(60 * minute);
    await pass(publishing, 2);
    const expectedRevision = image(wish.imageId).revision;
    review.correctPublished({ ...wish, text: 'Better', expectedRevision });
    await pass(publishing, 2);
    expect(descriptionOf(mediaId)).toBe('Better');
  });

  it('by a clock that is a year ahead is not waited for', async () => {
    const { publishing, image, wish, pass } = await approvedPost(-365 * 24 * 60 * minute);
    await pass(publishing, 2);
    expect(image(wish.imageId).state).toBe('published');
  });
});

describe('a publication taken back while its post was being read', () => {
  it('stays taken back when the read fails', async () => {
    const { openRooms, sandbox, puts, wish, bob, clock, review, image, post } = await approvedPost(60 * minute);
    sandbox.faults.add({ fault: 'status', code: 503, when: { path: /\/source/ } });
    const { publishing } = openRooms((client) => ({
      ...client,
      readForEdit: (...asked) => {
        review.undecide(wish);
        return client.readForEdit(...asked);
      },
    }));
    await publishing.runDue();
    expect(publishing.queue({ user: bob.user })).toEqual([]);
    expect(publishing.history({ user: bob.user })).toMatchObject([{ state: 'cancelled' }]);
    clock.advance(60 * minute);
    await publishing.runDue();
    expect(image(wish.imageId).state).toBe('drafted');
    expect(puts()).toHaveLength(0);
    expect(post.images).toHaveLength(1);
  });
});
