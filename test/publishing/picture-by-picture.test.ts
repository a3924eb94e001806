import { describe, expect, it } from 'vitest';
import { editsOn, openScene, type Scene, type SceneOptions } from './scene.ts';

const minute = 60_000;

/** An album of Bob's whose pictures he has all approved. */
async function openAlbum(dialect: NonNullable<SceneOptions['dialect']>, pictures: number) {
  const scene = await openScene({ dialect });
  const post = scene.addPost({ text: 'Album', media: Array.from({ length: pictures }, () => ({ photo: 'coffee' })) });
  for (const { id } of post.images) scene.review.approve({ user: scene.bob.user, imageId: id });
  return { scene, post };
}

const statesOf = ({ image }: Scene, { images }: { images: { id: string }[] }) =>
  images.map(({ id }) => image(id).state);

describe('a large album on Pixelfed', () => {
  it('is described eight pictures a minute, each once, and the server never has to refuse', async () => {
    const { scene, post } = await openAlbum('pixelfed', 20);
    const { sandbox, publishing, clock } = scene;
    const start = clock.now();
    await scene.pass(publishing, 4 * 60);
    expect(statesOf(scene, post)).toEqual(Array(20).fill('published'));
    const minutes = sandbox.edits.map(({ at }) => Math.floor((at - start) / minute));
    expect([0, 1, 2].map((one) => minutes.filter((at) => at === one).length)).toEqual([8, 8, 4]);
    expect(sandbox.edits.filter(({ alreadyHeldWantedText }) => alreadyHeldWantedText)).toEqual([]);
    expect(sandbox.log.filter(({ status }) => status === 429)).toEqual([]);
  });

  it('goes on with the rest after a no in its middle, which is no failure', async () => {
    const { scene, post } = await openAlbum('pixelfed', 5);
    const { sandbox, publishing, bob } = scene;
    let asked = 0;
    const third = (request: Parameters<ReturnType<typeof editsOn>>[0]) => editsOn('pixelfed')(request) && ++asked === 3;
    sandbox.faults.add({ fault: '429', when: third });
    await publishing.runDue();
    expect(statesOf(scene, post)).toEqual(['published', 'published', 'approved', 'approved', 'approved']);
    await scene.pass(publishing, 4, minute);
    expect(statesOf(scene, post)).toEqual(Array(5).fill('published'));
    expect(sandbox.edits).toHaveLength(5);
    expect(publishing.history({ user: bob.user }).map(({ state }) => state)).toEqual(['published', 'published']);
  });

  it('is completed after a connection that broke in its middle, and nothing is said twice', async () => {
    const { scene, post } = await openAlbum('pixelfed', 3);
    const { sandbox, publishing } = scene;
    let asked = 0;
    const second = (request: Parameters<ReturnType<typeof editsOn>>[0]) =>
      editsOn('pixelfed')(request) && ++asked === 2;
    sandbox.faults.add({ fault: 'reset', when: second });
    await publishing.runDue();
    expect(statesOf(scene, post)).toEqual(Array(3).fill('publishing'));
    await scene.pass(publishing, 5, minute);
    expect(statesOf(scene, post)).toEqual(Array(3).fill('published'));
    expect(sandbox.edits).toHaveLength(3);
    expect(sandbox.edits.filter(({ alreadyHeldWantedText }) => alreadyHeldWantedText)).toEqual([]);
  });
});

it('corrects and puts back on Pixelfed what stands there otherwise than it was sent', async () => {
  const scene = await openScene({ dialect: 'pixelfed' });
  const { review, publishing, bob, addPost, image, descriptionOf } = scene;
  const post = addPost({ text: 'Lines', media: [{ photo: 'coffee' }] });
  const [{ id, mediaId } = { id: '', mediaId: '' }] = post.images;
  const wish = { user: bob.user, imageId: id };
  review.approve({ ...wish, text: 'Coffee & cake,\nin < two lines', expectedRevision: 1 });
  await scene.pass(publishing, 3);
  expect([image(id).state, descriptionOf(mediaId)]).toEqual(['published', 'Coffee &amp; cake, in &lt; two lines']);

  review.correctPublished({ ...wish, text: 'Coffee &\ncake', expectedRevision: image(id).revision });
  await scene.pass(publishing, 3);
  expect([image(id).state, descriptionOf(mediaId)]).toEqual(['published', 'Coffee &amp; cake']);

  review.putBack(wish);
  await scene.pass(publishing, 3);
  expect([image(id).state, descriptionOf(mediaId)]).toEqual(['drafted', '']);
});

it('leaves a picture alone on Friendica that has the number of a photo, and says why', async () => {
  const scene = await openScene({ dialect: 'friendica' });
  const { review, publishing, bob, addPost, image, sandbox } = scene;
  const post = addPost({ text: 'Two', media: [{ photo: 'coffee' }] });
  const [{ id, mediaId } = { id: '', mediaId: '' }] = post.images;
  sandbox.addPhoto(bob.account, mediaId, 'My holiday');
  review.approve({ user: bob.user, imageId: id });
  await scene.pass(publishing, 3);
  expect([sandbox.photo(mediaId)?.description, sandbox.edits]).toEqual(['My holiday', []]);
  expect(publishing.history({ user: bob.user })).toMatchObject([
    { state: 'refused', reason: { key: 'platforms.refusesAlbumPhoto' } },
  ]);
  expect(image(id).text).toBe('Picture 0 of Two');
});
