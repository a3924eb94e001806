import { describe, expect, it } from 'vitest';
import { findConnectionRow } from '../../db/connections.ts';
import { updateImages } from '../../db/decisions.ts';
import { AppError } from '../../src/lib/errors.ts';
import { approved, edits, onePicture, openScene, type Scene } from './scene.ts';

const openUnknown = () => openScene({ dialect: 'other' });
const connectionOf = ({ db, bob }: Scene) => findConnectionRow(db, bob.connection.id);
const wishOf = ({ bob }: Scene) => ({ user: bob.user, connectionId: bob.connection.id });
const states = ({ publishing, bob }: Scene) => publishing.history({ user: bob.user }).map(({ state }) => state);

async function codeOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (thrown) {
    return thrown instanceof AppError ? thrown.code : thrown;
  }
  return 'nothing was thrown';
}

/** Two pictures of one post, both approved. */
function approvedPair(scene: Scene) {
  const post = scene.addPost({ text: 'Two', media: [...onePicture, ...onePicture] });
  for (const { id } of post.images) scene.review.approve({ user: scene.bob.user, imageId: id });
  return post;
}

function approvedOneAfterTheOther(scene: Scene) {
  const first = approved(scene, 'One');
  scene.clock.advance(1000);
  return [first, approved(scene, 'Two')] as const;
}

describe('on software nobody knows, an approved description', () => {
  it('waits for its person and is never written', async () => {
    const scene = await openUnknown();
    const { publishing, bob, puts, image } = scene;
    const { id, imageId } = approved(scene);
    await scene.pass(publishing, 5, 600_000);
    expect(puts()).toEqual([]);
    expect(image(imageId).state).toBe('approved');
    expect(publishing.queue({ user: bob.user })).toMatchObject([
      { expectedAt: null, why: { key: 'publishing.waitsForHand', values: { handle: bob.connection.handle } } },
    ]);
    expect(publishing.warningsNeeded({ user: bob.user })).toEqual([]);
    expect(await codeOf(() => publishing.publishNow({ user: bob.user, postId: id }))).toBe('by-hand');
  });

  it('is published once she has put it in and it stands there', async () => {
    const scene = await openUnknown();
    const { publishing, sandbox, bob, puts, image } = scene;
    const { id, remoteId, imageId, mediaId } = approved(scene);
    const wish = { user: bob.user, postId: id };
    expect(publishing.postByHand(wish).texts).toEqual([{ imageId, position: 0, text: 'Picture 0 of One' }]);

    expect(await publishing.lookByHand(wish)).toEqual({ held: 0, lacking: [0], differing: [], missing: [] });
    expect(image(imageId).state).toBe('approved');

    sandbox.editAsOwner(remoteId, { descriptions: { [mediaId]: 'Picture 0 of One\n' } });
    expect(await publishing.lookByHand(wish)).toEqual({ held: 1, lacking: [], differing: [], missing: [] });
    expect(image(imageId)).toMatchObject({ state: 'published', remoteDescription: 'Picture 0 of One' });
    expect(publishing.history({ user: bob.user })).toMatchObject([
      { state: 'published', reason: { key: 'publishing.putInByHand' } },
    ]);
    expect(await codeOf(() => publishing.postByHand(wish))).toBe('nothing-to-publish');
    expect(puts()).toEqual([]);
  });

  it('goes on waiting alone when the other of its post stands there', async () => {
    const scene = await openUnknown();
    const { publishing, sandbox, bob, image } = scene;
    const { id, remoteId, images } = approvedPair(scene);
    const [first, second] = images;
    if (!first || !second) throw new Error('two pictures');
    sandbox.editAsOwner(remoteId, { descriptions: { [first.mediaId]: 'Picture 0 of Two' } });
    const wish = { user: bob.user, postId: id };
    expect(await publishing.lookByHand(wish)).toMatchObject({ held: 1, lacking: [1] });
    expect([image(first.id).state, image(second.id).state]).toEqual(['published', 'approved']);
    expect(publishing.postByHand(wish).texts.map(({ position }) => position)).toEqual([1]);
  });

  it('is found by its file where her own edit gave the picture another id', async () => {
    const scene = await openUnknown();
    const { db, publishing, sandbox, bob, image } = scene;
    const { id, remoteId, imageId, mediaId } = approved(scene);
    const { media } = await scene.openClient(bob.connection.id).client.readPost(remoteId);
    updateImages(db, [imageId], { mediaId: 'before-her-edit', url: media[0]?.url ?? null });
    sandbox.editAsOwner(remoteId, { descriptions: { [mediaId]: 'Picture 0 of One' } });
    expect(await publishing.lookByHand({ user: bob.user, postId: id })).toMatchObject({ held: 1, missing: [] });
    expect(image(imageId)).toMatchObject({ state: 'published', mediaId });
  });

  it('is never taken for another text: she chooses between them', async () => {
    const scene = await openUnknown();
    const { publishing, sandbox, bob, image } = scene;
    const { id, remoteId, imageId, mediaId } = approved(scene);
    sandbox.editAsOwner(remoteId, { descriptions: { [mediaId]: 'My own words' } });
    expect(await publishing.lookByHand({ user: bob.user, postId: id })).toMatchObject({ held: 0, differing: [0] });
    expect(image(imageId)).toMatchObject({ state: 'conflict', remoteDescription: 'My own words' });
  });

  it('is taken back by hand too', async () => {
    const scene = await openUnknown();
    const { publishing, review, sandbox, bob, puts, image } = scene;
    const { id, remoteId, imageId, mediaId } = approved(scene);
    const wish = { user: bob.user, postId: id };
    sandbox.editAsOwner(remoteId, { descriptions: { [mediaId]: 'Picture 0 of One' } });
    await publishing.lookByHand(wish);
    review.putBack({ user: bob.user, imageId });
    expect(publishing.postByHand(wish).texts).toEqual([{ imageId, position: 0, text: '' }]);
    expect(await publishing.lookByHand(wish)).toMatchObject({ held: 0, lacking: [0] });
    sandbox.editAsOwner(remoteId, { descriptions: { [mediaId]: '' } });
    expect(await publishing.lookByHand(wish)).toMatchObject({ held: 1, lacking: [] });
    expect(image(imageId)).toMatchObject({ state: 'drafted', remoteDescription: null });
    expect(puts()).toEqual([]);
  });

  it('waits for the account to be connected again when its token has died', async () => {
    const scene = await openUnknown();
    const { publishing, sandbox, bob } = scene;
    const { id } = approved(scene);
    sandbox.revokeToken(bob.token);
    expect(await codeOf(() => publishing.lookByHand({ user: bob.user, postId: id }))).toBe('token-dead');
    expect(connectionOf(scene)?.status).toBe('expired');
  });

  it('is nobody else’s business', async () => {
    const scene = await openUnknown();
    const { id } = approved(scene);
    const charlie = await scene.person('charlie');
    for (const call of [scene.publishing.postByHand, scene.publishing.lookByHand]) {
      expect(await codeOf(() => call({ user: charlie.user, postId: id }))).toBe('not-found');
    }
    const wish = { ...wishOf(scene), user: charlie.user };
    expect(await codeOf(() => scene.publishing.allowEdits(wish))).toBe('not-found');
    expect(await codeOf(() => scene.publishing.withdrawEdits(wish))).toBe('not-found');
  });
});

describe('edits on software nobody knows', () => {
  it('are made once their person has allowed them, and no longer when she takes that back', async () => {
    const scene = await openUnknown();
    const { publishing, image, puts } = scene;
    const [first, second] = approvedOneAfterTheOther(scene);
    publishing.allowEdits(wishOf(scene));
    await publishing.runDue();
    expect(image(first.imageId).state).toBe('published');
    publishing.withdrawEdits(wishOf(scene));
    await scene.pass(publishing, 3);
    expect(image(second.imageId).state).toBe('approved');
    expect(puts()).toHaveLength(1);
    publishing.allowEdits(wishOf(scene));
    await scene.pass(publishing, 3);
    expect(image(second.imageId).state).toBe('published');
    expect(states(scene)).toEqual(['published', 'published']);
  });

  it('end with the first that did something else than it should', async () => {
    const scene = await openUnknown();
    const { publishing, sandbox, image, puts } = scene;
    const [first, second] = approvedOneAfterTheOther(scene);
    sandbox.faults.add({ fault: 'status', code: 200, body: {}, when: edits, times: 1 });
    publishing.allowEdits(wishOf(scene));
    await scene.pass(publishing, 5);
    expect(image(first.imageId)).toMatchObject({ state: 'failed', error: { code: 'mismatch' } });
    expect(image(second.imageId).state).toBe('approved');
    expect(puts()).toHaveLength(1);
    expect(connectionOf(scene)?.editsAllowedAt).toBeNull();
  });

  it('whose answer was lost are settled by reading, allowed or not', async () => {
    const scene = await openUnknown();
    const { publishing, sandbox, image, puts } = scene;
    const { imageId } = approved(scene);
    scene.patience.writeMs = 300;
    sandbox.faults.add({ fault: 'timeout-after-write', when: edits, times: 1 });
    publishing.allowEdits(wishOf(scene));
    await publishing.runDue();
    publishing.withdrawEdits(wishOf(scene));
    await scene.pass(publishing, 100);
    expect(image(imageId).state).toBe('published');
    expect(puts()).toHaveLength(1);
  });
});
