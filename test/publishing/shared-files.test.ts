import { expect, it } from 'vitest';
import { openScene } from './scene.ts';

/** Two posts of Bob's that show one file, each with a draft of its own. */
async function openTwoPosts() {
  const scene = await openScene({ dialect: 'iceshrimp' });
  const { sandbox, bob, addPost, image, review } = scene;
  const first = addPost({ text: 'First', media: [{ photo: 'coffee' }] });
  const fileId = first.images[0]?.mediaId ?? '';
  const second = addPost({ text: 'Second', media: [{ sameAs: fileId }] });
  const wishOf = (post: typeof first) => ({ user: bob.user, imageId: post.images[0]?.id ?? '' });
  const stateOf = (post: typeof first) => image(wishOf(post).imageId).state;
  const before = sandbox.snapshot();
  const otherwise = () => sandbox.diff(before, sandbox.snapshot()).flatMap((one) => one.otherwise);
  const text = () => sandbox.media(fileId)?.description ?? null;
  review.approve(wishOf(first));
  await scene.pass(scene.publishing, 2);
  return { ...scene, first, second, wishOf, stateOf, otherwise, text };
}

it('a text that another post brought to a shared file is shown and not written over', async () => {
  const { second, wishOf, stateOf, review, pass, publishing, image, text, sandbox, otherwise } = await openTwoPosts();
  expect(text()).toBe('Picture 0 of First');
  review.approve(wishOf(second));
  await pass(publishing, 30, 60_000);
  expect(text()).toBe('Picture 0 of First');
  expect(stateOf(second)).toBe('conflict');
  expect(image(wishOf(second).imageId)).toMatchObject({ remoteDescription: 'Picture 0 of First' });
  expect(sandbox.edits).toHaveLength(1);
  expect(otherwise()).toEqual([]);
});

it('a person may put it in its place, and nothing older comes back over that unasked', async () => {
  const scene = await openTwoPosts();
  const { first, second, wishOf, stateOf, review, pass, publishing, text, otherwise } = scene;
  review.approve(wishOf(second));
  await pass(publishing, 30, 60_000);
  review.replaceWithMine(wishOf(second));
  await pass(publishing, 30, 60_000);
  expect([text(), stateOf(second)]).toEqual(['Picture 0 of Second', 'published']);

  review.putBack(wishOf(first));
  await pass(publishing, 30, 60_000);
  expect(text()).toBe('Picture 0 of Second');
  expect(stateOf(first)).toBe('conflict');
  review.putBack(wishOf(second));
  await pass(publishing, 30, 60_000);
  expect(text()).toBe('Picture 0 of First');
  expect(otherwise()).toEqual([]);
});
