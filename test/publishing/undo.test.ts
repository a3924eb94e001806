import { describe, expect, it } from 'vitest';
import { updateImages } from '../../db/decisions.ts';
import { listVersions } from '../../db/versions.ts';
import { approved, dialectNames, edits, openScene, type SceneOptions } from './scene.ts';

/** Bob's post with a picture whose description he has published. */
async function published(options?: SceneOptions, media: object = { photo: 'coffee' }) {
  const scene = await openScene(options);
  const { review, publishing, bob, addPost, image, descriptionOf, db } = scene;
  const post = addPost({ text: 'Coffee', media: [media] });
  const [{ id, mediaId } = { id: '', mediaId: '' }] = post.images;
  const wish = { user: bob.user, imageId: id };
  const before = scene.sandbox.snapshot();
  const row = () => image(id);
  if (row().state === 'described') updateImages(db, [id], { state: 'drafted', text: 'Our draft', revision: 1 });
  review.approve({ ...wish, replace: true });
  await scene.pass(publishing, 2);

  const write = async () => scene.pass(publishing, 12, 1000);
  const correct = async (text: string) => {
    review.correctPublished({ ...wish, text, expectedRevision: row().revision, replace: true });
    await write();
  };
  const versions = () => listVersions(db, id);
  const versionOf = (text: string, kind = 'published') => {
    const found = versions().find((version) => version.kind === kind && version.text === text);
    if (!found) throw new Error(`no ${kind} version “${text}”`);
    return found.id;
  };
  const stands = () => descriptionOf(mediaId) ?? '';
  const otherwise = () => scene.sandbox.diff(before, scene.sandbox.snapshot()).flatMap((one) => one.otherwise);
  return { ...scene, post, wish, mediaId, row, write, correct, versions, versionOf, stands, otherwise };
}

describe.each(dialectNames)('on %s', (dialect) => {
  it('every text that stood in the post can be put back, and nothing else changes', async () => {
    const scene = await published({ dialect }, { description: 'What Bob wrote first' });
    const { review, wish, row, write, correct, versionOf, stands, otherwise, versions } = scene;
    expect(stands()).toBe('Our draft');
    await correct('A better text');
    await correct('An even better text');

    review.putBack({ ...wish, versionId: versionOf('A better text') });
    await write();
    expect(stands()).toBe('A better text');
    expect(row()).toMatchObject({ state: 'published', text: 'A better text', putsBack: false, putBackText: null });

    review.putBack({ ...wish, versionId: versionOf('What Bob wrote first', 'former') });
    await write();
    expect(stands()).toBe('What Bob wrote first');
    expect(row()).toMatchObject({ state: 'drafted', publishedAt: null, remoteDescription: 'What Bob wrote first' });
    expect(versions().map(({ kind }) => kind)).toEqual([
      ...['put back', 'put back', 'published', 'edit', 'published', 'edit', 'published', 'former'],
    ]);
    expect(otherwise()).toEqual([]);
  });

  it('a picture that had no description has none again', async () => {
    const { review, wish, write, correct, versionOf, stands, otherwise, row } = await published({ dialect });
    await correct('A better text');
    review.putBack({ ...wish, versionId: versionOf('', 'former') });
    await write();
    expect([stands(), row().remoteDescription, otherwise()]).toEqual(['', null, []]);
  });
});

describe('what stood in the post before a write', () => {
  it('is kept before it is written, once, and survives a write that was refused', async () => {
    const scene = await openScene();
    const { sandbox, publishing, review, bob, db, pass, image } = scene;
    const { imageId } = approved(scene);
    sandbox.faults.add({ fault: 'status', code: 503, when: edits, times: 1 });
    await pass(publishing, 120);
    expect(image(imageId).state).toBe('published');
    const kinds = listVersions(db, imageId).map(({ kind }) => kind);
    expect(kinds).toEqual(['published', 'former']);
    review.putBack({ user: bob.user, imageId });
    await pass(publishing, 2);
    expect(image(imageId).state).toBe('drafted');
  });

  it('that its owner wrote in between can be put back after it was replaced on purpose', async () => {
    const { sandbox, post, mediaId, correct, review, wish, versionOf, write, stands, row, clock } = await published();
    sandbox.editAsOwner(post.remoteId, { descriptions: { [mediaId]: 'Bob’s second thought' } });
    clock.advance(700_000);
    await correct('Ours again');
    expect(row()).toMatchObject({ state: 'conflict', remoteDescription: 'Bob’s second thought' });
    review.replaceWithMine(wish);
    await write();
    expect(stands()).toBe('Ours again');
    review.putBack({ ...wish, versionId: versionOf('Bob’s second thought', 'former') });
    await write();
    expect(stands()).toBe('Bob’s second thought');
    expect(row()).toMatchObject({ state: 'drafted', text: 'Ours again', remoteDescription: 'Bob’s second thought' });
  });
});

describe('a put-back that meets another text of the owner', () => {
  async function met() {
    const scene = await published({}, { description: 'First' });
    scene.sandbox.editAsOwner(scene.post.remoteId, { descriptions: { [scene.mediaId]: 'Changed by hand' } });
    scene.clock.advance(700_000);
    scene.review.putBack(scene.wish);
    await scene.write();
    return scene;
  }

  it('overwrites nothing and shows both', async () => {
    const { stands, row, review, wish } = await met();
    expect(stands()).toBe('Changed by hand');
    expect(row()).toMatchObject({ state: 'conflict', putsBack: false, putBackText: null });
    expect(review.item(wish)).toMatchObject({ text: 'Our draft', remoteDescription: 'Changed by hand' });
  });

  it('puts the former text back over it when told so then', async () => {
    const { review, wish, write, stands, row, versions } = await met();
    review.putBack(wish);
    await write();
    expect(stands()).toBe('First');
    expect(row()).toMatchObject({ state: 'drafted', remoteDescription: 'First' });
    expect(versions().map(({ text }) => text)).toContain('Changed by hand');
  });

  it('can be given up then, and what stands there is what is shown', async () => {
    const { review, wish, write, stands } = await met();
    review.putBack(wish);
    expect(review.undecide(wish)).toMatchObject({ state: 'published', text: 'Changed by hand', putsBack: false });
    await write();
    expect(stands()).toBe('Changed by hand');
  });

  it('can be settled for either text', async () => {
    const { review, wish, write, stands } = await met();
    expect(review.keepTheirs(wish)).toMatchObject({ state: 'described' });
    expect(() => review.putBack(wish)).toThrow(expect.objectContaining({ code: 'wrong-state' }));
    await write();
    expect(stands()).toBe('Changed by hand');
  });
});

describe('a write that left something else there than it should', () => {
  it('can be undone too: trying again meets that text, and what stood there before can be put back over it', async () => {
    const scene = await openScene();
    const { review, publishing, bob, openRooms, pass, image, descriptionOf, sandbox, db, clock } = scene;
    const { imageId, mediaId, remoteId } = approved(scene);
    const wish = { user: bob.user, imageId };
    const cutOff = openRooms((client) => ({
      ...client,
      async writeEdit(edit) {
        await client.writeEdit(edit);
        sandbox.editAsOwner(remoteId, { descriptions: { [mediaId]: 'Pict' } });
        const differences = [{ key: 'publishing.mismatch' }];
        return { kind: 'mismatch', differences, descriptionsHeld: false, current: edit.before };
      },
    }));
    await cutOff.publishing.runDue();
    expect(image(imageId)).toMatchObject({ state: 'failed', failedStage: 'publish' });
    clock.advance(700_000);
    review.approve(wish);
    await pass(publishing, 2);
    expect(image(imageId)).toMatchObject({ state: 'conflict', remoteDescription: 'Pict' });
    const former = listVersions(db, imageId).find(({ kind }) => kind === 'former');
    review.putBack({ ...wish, versionId: former?.id ?? '' });
    await pass(publishing, 2);
    expect(descriptionOf(mediaId) ?? '').toBe('');
    expect(image(imageId)).toMatchObject({ state: 'drafted', remoteDescription: null, publishedAt: null });
  });

  it('is not to be undone where Altwright has written nothing', async () => {
    const { review, publishing, pass, image, sandbox, bob, clock, ...scene } = await openScene();
    const { imageId, mediaId, remoteId } = approved({ ...scene, review, publishing, pass, image, sandbox, bob, clock });
    sandbox.editAsOwner(remoteId, { descriptions: { [mediaId]: 'By hand' } });
    clock.advance(700_000);
    await pass(publishing, 2);
    expect(image(imageId).state).toBe('conflict');
    expect(() => review.putBack({ user: bob.user, imageId })).toThrow(expect.objectContaining({ code: 'wrong-state' }));
  });
});

describe('a whole post', () => {
  async function twoPictures() {
    const scene = await openScene();
    const { review, publishing, bob, addPost, db, image, descriptionOf, pass } = scene;
    const post = addPost({ text: 'Two', media: [{ description: 'Bob’s own' }, { photo: 'chelsea' }] });
    const [first, second] = post.images;
    if (!first || !second) throw new Error('two pictures');
    updateImages(db, [first.id], { state: 'drafted', text: 'Ours', revision: 1 });
    for (const { id } of post.images) review.approve({ user: bob.user, imageId: id, replace: true });
    const before = scene.sandbox.snapshot();
    await pass(publishing, 2);
    const [publication] = publishing.history({ user: bob.user });
    const putPostBack = (user = bob.user) => review.putPostBack({ user, publicationId: publication?.id ?? '' });
    const stand = () => post.images.map(({ mediaId }) => descriptionOf(mediaId) ?? '');
    return {
      ...scene,
      post,
      first,
      second,
      putPostBack,
      stand,
      states: () => post.images.map(({ id }) => image(id).state),
      before,
    };
  }

  it('gets back what stood there before its publication, in one edit', async () => {
    const { putPostBack, pass, publishing, stand, states, sandbox, bob } = await twoPictures();
    expect(publishing.history({ user: bob.user })[0]?.images.map(({ canBePutBack }) => canBePutBack)).toEqual([
      true,
      true,
    ]);
    putPostBack();
    await pass(publishing, 2);
    expect(stand()).toEqual(['Bob’s own', '']);
    expect(states()).toEqual(['drafted', 'drafted']);
    expect(sandbox.edits).toHaveLength(2);
    expect(sandbox.edits.flatMap(({ changedOtherwise }) => changedOtherwise)).toEqual([]);
    expect(
      publishing.history({ user: bob.user }).flatMap(({ images }) => images.map((one) => one.canBePutBack)),
    ).toEqual(Array(4).fill(false));
    expect(() => putPostBack()).toThrow(expect.objectContaining({ code: 'nothing-to-put-back' }));
  });

  it('gets all back but what its owner changed since, which is shown beside ours', async () => {
    const { putPostBack, pass, publishing, stand, states, sandbox, post, second, clock } = await twoPictures();
    sandbox.editAsOwner(post.remoteId, { descriptions: { [second.mediaId]: 'By hand' } });
    clock.advance(700_000);
    putPostBack();
    await pass(publishing, 2);
    expect(stand()).toEqual(['Bob’s own', 'By hand']);
    expect(states()).toEqual(['drafted', 'conflict']);
  });

  it('is nobody else’s to put back', async () => {
    const { putPostBack, person, states } = await twoPictures();
    const charlie = await person('charlie');
    expect(() => putPostBack(charlie.user)).toThrow(expect.objectContaining({ code: 'not-found' }));
    expect(states()).toEqual(['published', 'published']);
  });
});

describe('a file that has another id by the time of the write', () => {
  it('is known by its address, and its text goes there', async () => {
    const { openRooms, descriptionOf, db, image, ...scene } = await openScene();
    const { imageId, mediaId } = approved({ ...scene, openRooms, descriptionOf, db, image });
    const url = 'https://files.example/one.jpg';
    updateImages(db, [imageId], { mediaId: 'former-id', url });
    const { publishing } = openRooms((client) => ({
      ...client,
      async readForEdit(...args) {
        const editable = await client.readForEdit(...args);
        const media = editable.post.media.map((one) => ({ ...one, url }));
        return { ...editable, post: { ...editable.post, media } };
      },
    }));
    await publishing.runDue();
    expect(image(imageId)).toMatchObject({ mediaId, state: 'published' });
    expect(descriptionOf(mediaId)).toBe('Picture 0 of One');
  });
});
