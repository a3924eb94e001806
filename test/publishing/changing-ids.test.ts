import { eq } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { listImagesOfPost, updateImages } from '../../db/decisions.ts';
import { saveFoundPost } from '../../db/found-posts.ts';
import { posts } from '../../db/schema.ts';
import { openScene, type Scene } from './scene.ts';

/** Looks at Bob's account as a run does, and keeps what is found. */
async function scan({ db, bob, clock, openClient }: Scene): Promise<string[]> {
  const { client } = openClient(bob.connection.id);
  const found = (await Array.fromAsync(client.listPosts())).flatMap((page) => page.posts);
  const owner = { userId: bob.user.id, connectionId: bob.connection.id };
  for (const post of found) saveFoundPost(db, owner, post, clock.now());
  return found.map(({ id }) => id);
}

it('a post whose id changes with each edit stays one post, which can be corrected and put back', async () => {
  const scene = await openScene({ dialect: 'snac' });
  const { sandbox, db, bob, clock, review, publishing, image, descriptionOf } = scene;
  const createdAt = clock.now() - 86_400_000;
  const { mediaIds } = sandbox.createPost(bob.account, { text: 'Two', createdAt, media: [{}, { photo: 'rocket' }] });
  const untouched = sandbox.snapshot();
  const rows = () => db.select().from(posts).where(eq(posts.connectionId, bob.connection.id)).all();
  const write = async (pass = 15) => scene.pass(publishing, pass, 60_000);

  const [firstId] = await scan(scene);
  const images = listImagesOfPost(db, rows()[0]?.id ?? '');
  const [first, second] = images.map(({ id }) => ({ user: bob.user, imageId: id }));
  if (!first || !second) throw new Error('two pictures');
  for (const { imageId } of [first, second])
    updateImages(db, [imageId], { state: 'drafted', text: 'A draft', revision: 1 });
  review.approve(first);
  await write();
  expect(mediaIds.map(descriptionOf)).toEqual(['A draft', null]);

  // By the id of before the edit, and by the one of after it, which a new look brings.
  review.correctPublished({ ...first, text: 'Better', expectedRevision: image(first.imageId).revision });
  await write();
  const [newId] = await scan(scene);
  expect(newId).not.toBe(firstId);
  expect(rows().map(({ remoteId }) => remoteId)).toEqual([newId]);
  expect(listImagesOfPost(db, rows()[0]?.id ?? '').map(({ id, state }) => [id, state])).toEqual([
    [first.imageId, 'published'],
    [second.imageId, 'drafted'],
  ]);
  review.approve(second);
  await write();
  expect(mediaIds.map(descriptionOf)).toEqual(['Better', 'A draft']);

  for (const wish of [first, second]) review.putBack(wish);
  await write();
  await scan(scene);
  expect(mediaIds.map((id) => descriptionOf(id) ?? '')).toEqual(['', '']);
  expect(rows()).toHaveLength(1);
  expect(listImagesOfPost(db, rows()[0]?.id ?? '')).toHaveLength(2);
  expect(sandbox.diff(untouched, sandbox.snapshot()).flatMap(({ otherwise }) => otherwise)).toEqual([]);
  expect(sandbox.edits).toHaveLength(4);
});
