import { describe, expect, it } from 'vitest';
import { listVersions } from '../../db/versions.ts';
import { differencesOf } from '../contracts/differences.ts';
import { dialectNames, openScene, type Scene } from './scene.ts';

const twoPictures = [{ photo: 'coffee' }, { photo: 'chelsea' }] as const;

function approvePost({ review, bob }: Scene, post: { images: { id: string; state: string }[] }) {
  for (const { id, state } of post.images) if (state === 'drafted') review.approve({ user: bob.user, imageId: id });
}

describe.each(dialectNames)('publishing on %s', (dialect) => {
  const { anEditIs, editedLanguage: language } = differencesOf(dialect);

  it(`writes all pictures of a post in ${anEditIs} and changes nothing else in any post`, async () => {
    const scene = await openScene({ dialect });
    const { sandbox, publishing, addPost, image, bob } = scene;
    const posts = [
      addPost({ text: 'Two pictures', media: [...twoPictures] }),
      addPost({
        text: 'Zwei <b>Bilder</b> & mehr',
        spoilerText: 'Essen "hier"',
        sensitive: true,
        language,
        visibility: 'unlisted',
        media: [{ description: 'Was already described' }, { photo: 'rocket' }],
      }),
      addPost({ text: '', media: [{ photo: 'astronaut' }], visibility: 'private' }),
    ];
    const untouched = addPost({ text: 'Nobody decides about me', media: [...twoPictures] });
    const before = sandbox.snapshot();

    for (const post of posts) approvePost(scene, post);
    await scene.pass(publishing, 5);

    const edited = posts.flatMap(({ remoteId }, index) =>
      Array<string>(anEditIs === 'one request a picture' && index === 0 ? 2 : 1).fill(remoteId),
    );
    expect(sandbox.edits.map(({ postId }) => postId).sort()).toEqual(edited.sort());
    expect(sandbox.edits.flatMap(({ changedOtherwise }) => changedOtherwise)).toEqual([]);
    expect(sandbox.edits.some(({ alreadyHeldWantedText }) => alreadyHeldWantedText)).toBe(false);
    const differences = sandbox.diff(before, sandbox.snapshot());
    expect(differences.flatMap(({ otherwise }) => otherwise)).toEqual([]);
    expect(differences.flatMap(({ descriptions }) => descriptions)).toHaveLength(4);
    expect(posts.flatMap((post) => post.images.map(({ id }) => image(id).state))).toEqual([
      ...['published', 'published', 'described', 'published', 'published'],
    ]);
    expect(untouched.images.map(({ id }) => image(id).state)).toEqual(['drafted', 'drafted']);
    const [first] = posts[0]?.images ?? [];
    expect(listVersions(scene.db, first?.id ?? '').map(({ kind, text }) => [kind, text])).toEqual([
      ['published', 'Picture 0 of Two pictures'],
      ['former', ''],
    ]);
    expect(publishing.queue({ user: bob.user })).toEqual([]);
    expect(publishing.history({ user: bob.user }).map(({ state }) => state)).toEqual(Array(3).fill('published'));
  });

  it('writes to a film what was drafted for it, and waits for that as for a picture', async () => {
    const scene = await openScene({ dialect });
    const { review, publishing, bob, addPost, sandbox, descriptionOf, puts } = scene;
    const post = addPost({ text: 'Mixed', media: [{ photo: 'coffee' }, { photo: 'rocket', type: 'video' }] });
    const before = sandbox.snapshot();
    const [picture, film] = post.images;
    review.approve({ user: bob.user, imageId: picture?.id ?? '' });
    await publishing.runDue();
    expect(puts()).toHaveLength(0);
    review.approve({ user: bob.user, imageId: film?.id ?? '' });
    await scene.pass(publishing, 5);
    expect(descriptionOf(picture?.mediaId ?? '')).toBe('Picture 0 of Mixed');
    expect(descriptionOf(film?.mediaId ?? '')).toBe('Picture 1 of Mixed');
    expect(sandbox.diff(before, sandbox.snapshot()).flatMap(({ otherwise }) => otherwise)).toEqual([]);
  });

  it('corrects a published text, and puts back what stood there before', async () => {
    const scene = await openScene({ dialect });
    const { review, publishing, bob, addPost, image, descriptionOf, sandbox } = scene;
    const post = addPost({ text: 'Coffee', media: [{ photo: 'coffee' }] });
    const [{ id, mediaId } = { id: '', mediaId: '' }] = post.images;
    const before = sandbox.snapshot();
    approvePost(scene, post);
    await scene.pass(publishing, 2);

    const { revision } = image(id);
    review.correctPublished({ user: bob.user, imageId: id, text: 'A better text', expectedRevision: revision });
    await scene.pass(publishing, 2);
    expect(descriptionOf(mediaId)).toBe('A better text');

    review.putBack({ user: bob.user, imageId: id });
    await scene.pass(publishing, 2);
    expect(descriptionOf(mediaId) ?? '').toBe('');
    expect(image(id)).toMatchObject({ state: 'drafted', putsBack: false, publishedAt: null, text: 'A better text' });
    expect(listVersions(scene.db, id).map(({ kind }) => kind)).toEqual([
      ...['put back', 'published', 'edit', 'published', 'former'],
    ]);
    expect(sandbox.edits).toHaveLength(3);
    expect(sandbox.diff(before, sandbox.snapshot()).flatMap(({ otherwise }) => otherwise)).toEqual([]);
  });
});

describe('a decision', () => {
  it('waits for the other pictures of its post, and no longer than the setting says', async () => {
    const scene = await openScene({ publishAfterMs: 600_000 });
    const { review, publishing, bob, addPost, puts, clock } = scene;
    const post = addPost({ text: 'Two', media: [...twoPictures] });
    review.approve({ user: bob.user, imageId: post.images[0]?.id ?? '' });
    await publishing.runDue();
    expect(puts()).toHaveLength(0);
    expect(publishing.queue({ user: bob.user })[0]).toMatchObject({
      expectedAt: clock.now() + 600_000,
      why: { key: 'publishing.waitsForDecisions' },
    });
    clock.advance(600_000);
    await publishing.runDue();
    expect(puts()).toHaveLength(1);
  });

  it('publishes at once what is asked for now', async () => {
    const { review, publishing, bob, addPost, sandbox } = await openScene();
    const post = addPost({ text: 'Two', media: [...twoPictures] });
    review.approve({ user: bob.user, imageId: post.images[0]?.id ?? '' });
    publishing.publishNow({ user: bob.user, postId: post.id });
    await publishing.runDue();
    expect(sandbox.edits).toHaveLength(1);
  });

  it('that is changed before the write changes what is written', async () => {
    const { review, publishing, bob, addPost, clock, sandbox, descriptionOf, image } = await openScene();
    const post = addPost({ text: 'Two', media: [...twoPictures] });
    const [first, second] = post.images.map(({ id }) => ({ user: bob.user, imageId: id }));
    if (!first || !second) throw new Error('two pictures');
    review.approve(first);
    review.edit({ ...first, text: 'My own words', expectedRevision: image(first.imageId).revision });
    review.approve(second);
    review.reject(second);
    clock.advance(600_000);
    await publishing.runDue();
    expect(post.images.map(({ mediaId }) => descriptionOf(mediaId))).toEqual(['My own words', null]);
    expect(sandbox.edits).toHaveLength(1);
  });

  it('taken back before the write leaves the post alone', async () => {
    const { review, publishing, bob, addPost, puts, image } = await openScene();
    const post = addPost({ text: 'One', media: [{ photo: 'coffee' }] });
    const imageId = post.images[0]?.id ?? '';
    review.approve({ user: bob.user, imageId });
    const [waiting] = publishing.queue({ user: bob.user });
    publishing.cancel({ user: bob.user, publicationId: waiting?.id ?? '' });
    await publishing.runDue();
    expect(image(imageId).state).toBe('drafted');
    expect(puts()).toHaveLength(0);
    expect(publishing.history({ user: bob.user })).toMatchObject([{ state: 'cancelled' }]);
  });

  it('does not start a connection whose person has not read the warning', async () => {
    const { review, publishing, bob, addPost, puts, db, sandbox } = await openScene();
    db.$client.exec('update platform_connections set warning_accepted_at = null');
    const post = addPost({ text: 'One', media: [{ photo: 'coffee' }] });
    review.approve({ user: bob.user, imageId: post.images[0]?.id ?? '' });
    await publishing.runDue();
    expect(puts()).toHaveLength(0);
    expect(publishing.queue({ user: bob.user })).toMatchObject([{ why: { key: 'publishing.waitsForWarning' } }]);
    expect(() => publishing.publishNow({ user: bob.user, postId: post.id })).toThrow(
      expect.objectContaining({ code: 'warning-needed' }),
    );
    const [warning] = publishing.warningsNeeded({ user: bob.user });
    expect(warning?.sentences).toContainEqual({ key: 'publishing.warnsBoosts', values: { count: 2 } });
    publishing.acceptWarning({ user: bob.user, connectionId: bob.connection.id });
    await publishing.runDue();
    expect(sandbox.edits).toHaveLength(1);
  });
});
