import { describe, expect, it } from 'vitest';
import { updateConnection } from '../../db/connections.ts';
import { approved, dialectNames, edits, editsOn, onePicture, openScene, type Scene } from './scene.ts';

const minute = 60_000;

const states = ({ publishing, bob }: Scene) => publishing.history({ user: bob.user }).map(({ state }) => state);

describe.each(dialectNames)('on %s', (dialect) => {
  it('a description the person wrote meanwhile is kept, and shown beside ours until she chooses', async () => {
    const scene = await openScene({ dialect });
    const { review, publishing, bob, sandbox, image, descriptionOf, puts } = scene;
    const [mine, theirs] = [approved(scene, 'Mine wins'), approved(scene, 'Theirs stays')];
    for (const { remoteId, mediaId } of [mine, theirs]) {
      sandbox.editAsOwner(remoteId, { descriptions: { [mediaId]: 'Written by Bob' } });
    }
    await scene.pass(publishing, 3);
    expect(puts()).toHaveLength(0);
    expect(review.item({ user: bob.user, imageId: mine.imageId })).toMatchObject({
      state: 'conflict',
      text: 'Picture 0 of Mine wins',
      remoteDescription: 'Written by Bob',
      reason: { key: 'publishing.conflict' },
    });

    review.keepTheirs({ user: bob.user, imageId: theirs.imageId });
    review.replaceWithMine({ user: bob.user, imageId: mine.imageId });
    scene.clock.advance(10 * minute);
    await scene.pass(publishing, 3);
    expect(image(theirs.imageId).state).toBe('described');
    expect(descriptionOf(theirs.mediaId)).toBe('Written by Bob');
    expect(image(mine.imageId)).toMatchObject({ state: 'published', originalDescription: 'Written by Bob' });
    expect(descriptionOf(mine.mediaId)).toBe('Picture 0 of Mine wins');
    expect(sandbox.edits).toHaveLength(1);
  });

  it('a published description that its owner rewrote is hers again, when she says so', async () => {
    const scene = await openScene({ dialect });
    const { review, publishing, bob, sandbox, image, descriptionOf, clock } = scene;
    const { imageId, mediaId, remoteId } = approved(scene);
    const wish = { user: bob.user, imageId };
    await scene.pass(publishing, 2);
    sandbox.editAsOwner(remoteId, { descriptions: { [mediaId]: 'Written by Bob' } });
    clock.advance(60 * minute);
    review.putBack(wish);
    await scene.pass(publishing, 3);
    expect(image(imageId).state).toBe('conflict');
    review.keepTheirs(wish);
    expect(image(imageId)).toMatchObject({ state: 'described', publishedAt: null, originalDescription: null });
    expect(() => review.putBack(wish)).toThrow(expect.objectContaining({ code: 'wrong-state' }));

    // A run drafts beside it, and the person rejects that.
    scene.db.$client.prepare("update images set state = 'drafted', text = 'Another draft' where id = ?").run(imageId);
    review.reject(wish);
    await scene.pass(publishing, 3);
    expect(image(imageId).state).toBe('rejected');
    expect(descriptionOf(mediaId)).toBe('Written by Bob');
  });

  it('a published description that somebody took away can be published again', async () => {
    const scene = await openScene({ dialect });
    const { review, publishing, bob, sandbox, image, descriptionOf, clock, db } = scene;
    const { imageId, mediaId, remoteId } = approved(scene);
    await scene.pass(publishing, 2);
    sandbox.editAsOwner(remoteId, { descriptions: { [mediaId]: '' } });
    // As the next run finds it.
    db.$client.prepare('update images set remote_description = null where id = ?').run(imageId);
    clock.advance(60 * minute);
    const { text, revision } = image(imageId);
    review.correctPublished({ user: bob.user, imageId, text: text ?? '', expectedRevision: revision });
    await scene.pass(publishing, 3);
    expect(image(imageId).state).toBe('published');
    expect(descriptionOf(mediaId)).toBe('Picture 0 of One');
  });

  it('an answer that got lost is settled by reading, not by writing again', async () => {
    const scene = await openScene({ dialect });
    const { publishing, sandbox, image, patience } = scene;
    patience.writeMs = 200;
    const { imageId } = approved(scene);
    sandbox.faults.add({ fault: 'timeout-after-write', when: editsOn(dialect), times: 1 });
    await scene.pass(publishing, 3, minute);
    expect(image(imageId).state).toBe('published');
    expect(sandbox.edits).toHaveLength(1);
  });

  it('a write that never arrived is tried again', async () => {
    const scene = await openScene({ dialect });
    const { publishing, sandbox, image } = scene;
    const { imageId } = approved(scene);
    sandbox.faults.add({ fault: 'reset', when: editsOn(dialect), times: 1 });
    await publishing.runDue();
    expect(image(imageId).state).toBe('publishing');
    await scene.pass(publishing, 5, minute);
    expect(image(imageId).state).toBe('published');
    expect(sandbox.edits).toHaveLength(1);
  });

  it('what is decided anew while its server is in trouble is what is published', async () => {
    const scene = await openScene({ dialect });
    const { publishing, review, sandbox, addPost, image, bob, descriptionOf, pass } = scene;
    const { images } = addPost({ text: 'Two', media: [{ photo: 'coffee' }, { photo: 'rocket' }] });
    const [first = '', second = ''] = images.map(({ id }) => id);
    for (const imageId of [first, second]) review.approve({ user: bob.user, imageId });
    const before = sandbox.snapshot();
    const heal = sandbox.faults.add({ fault: 'html-500', when: editsOn(dialect) });
    await pass(publishing, 10, minute);
    const { revision: expectedRevision } = image(first);
    review.edit({ user: bob.user, imageId: first, text: 'Better words', expectedRevision });
    review.reject({ user: bob.user, imageId: second });
    heal();
    await pass(publishing, 30, minute);
    expect([first, second].map((id) => image(id).state)).toEqual(['published', 'rejected']);
    expect(images.map(({ mediaId }) => descriptionOf(mediaId) || null)).toEqual(['Better words', null]);
    expect(sandbox.diff(before, sandbox.snapshot())).toMatchObject([{ otherwise: [] }]);
  });

  it('a dead token makes everything wait, and connecting again makes it go on', async () => {
    const scene = await openScene({ dialect });
    const { publishing, sandbox, image, bob, db } = scene;
    const { imageId } = approved(scene);
    sandbox.revokeToken(bob.token);
    await scene.pass(publishing, 3, minute);
    expect(image(imageId).state).toBe('approved');
    const expired = { expectedAt: null, why: { key: 'publishing.waitsForConnection' } };
    expect(publishing.queue({ user: bob.user })).toMatchObject([expired]);

    const credentialsSealed = sandbox.issueToken(bob.account, 'read write');
    updateConnection(db, bob.connection.id, { status: 'active', credentialsSealed });
    publishing.resume(bob.connection.id);
    await publishing.runDue();
    expect(image(imageId).state).toBe('published');
  });

  it('a deleted post is gone for good', async () => {
    const scene = await openScene({ dialect });
    const { imageId, remoteId } = approved(scene);
    scene.sandbox.deletePost(remoteId);
    await scene.pass(scene.publishing, 3, minute);
    expect(scene.image(imageId)).toMatchObject({ state: 'gone', error: { sentence: { key: 'publishing.postGone' } } });
    expect(states(scene)).toEqual(['gone']);
  });
});

describe('trouble', () => {
  it('of a server that knows nothing of its posts for a moment makes no post gone', async () => {
    const scene = await openScene();
    const { publishing, sandbox, image, bob } = scene;
    const { id: postId, imageId } = approved(scene);
    const heal = sandbox.faults.add({
      fault: 'status',
      code: 404,
      body: { error: 'Record not found' },
      when: { path: /statuses/ },
    });
    await publishing.runDue();
    expect(image(imageId).state).toBe('approved');
    expect(publishing.queue({ user: bob.user })).toMatchObject([{ why: { key: 'platforms.gone' }, canHurry: false }]);
    // Nor does somebody in a hurry: the second look has its time.
    publishing.publishNow({ user: bob.user, postId });
    await publishing.runDue();
    expect(image(imageId).state).toBe('approved');
    heal();
    await scene.pass(publishing, 3, minute);
    expect(image(imageId).state).toBe('published');
  });

  it('of one picture leaves the others of the post their edit', async () => {
    const scene = await openScene();
    const { review, bob, addPost, sandbox, publishing, image } = scene;
    const media = ['coffee', 'chelsea', 'rocket'] as const;
    const post = addPost({ text: 'Three', media: media.map((photo) => ({ photo })) });
    for (const { id } of post.images) review.approve({ user: bob.user, imageId: id });
    const [kept, described, removed] = post.images.map(({ mediaId }) => mediaId);
    sandbox.editAsOwner(post.remoteId, {
      mediaIds: [kept ?? '', described ?? ''],
      descriptions: { [described ?? '']: 'Written by Bob' },
    });
    await scene.pass(publishing, 11, minute);
    expect(post.images.map(({ id }) => image(id).state)).toEqual(['published', 'conflict', 'gone']);
    expect(sandbox.edits).toHaveLength(1);
    expect(sandbox.edits[0]?.changedOtherwise).toEqual([]);
    expect(removed).toBeDefined();
  });

  it('too many requests: waits until the server says, without using up a try', async () => {
    const scene = await openScene();
    const { publishing, sandbox, image, puts, bob, clock } = scene;
    const [first, second] = [approved(scene, 'One'), approved(scene, 'Two')];
    sandbox.faults.add({ fault: '429', resetInMs: 30 * minute, when: edits, times: 1 });
    await scene.pass(publishing, 29, minute);
    expect(puts()).toHaveLength(1);
    expect(publishing.queue({ user: bob.user })).toMatchObject([{ attempts: 0 }, { attempts: 0 }]);
    clock.advance(minute);
    await scene.pass(publishing, 3);
    expect([first, second].map(({ imageId }) => image(imageId).state)).toEqual(['published', 'published']);
  });

  it('too many requests: still waits after a restart', async () => {
    const scene = await openScene();
    const { publishing, openRooms, sandbox } = scene;
    approved(scene, 'One');
    approved(scene, 'Two');
    sandbox.faults.add({ fault: '429', resetInMs: 30 * minute, when: edits, times: 1 });
    await publishing.runDue();
    const requests = sandbox.log.length;
    await scene.pass(openRooms().publishing, 20, minute);
    expect(sandbox.log).toHaveLength(requests);
  });

  it('leaves a part of the server’s budget for the person’s own posts', async () => {
    const scene = await openScene();
    const { publishing, sandbox, puts } = scene;
    sandbox.setRateLimit('statuses', 10);
    for (let n = 0; n < 12; n++) approved(scene, `Post ${n}`);
    await scene.pass(publishing, 60);
    expect(puts()).toHaveLength(8);
    const [next] = publishing.queue({ user: scene.bob.user });
    expect(next).toMatchObject({ why: { key: 'connections.allowanceUsed' } });
    expect(next?.expectedAt).toBeGreaterThan(scene.clock.now() + 60 * minute);
  });

  it('that passes is tried again later and later, and then left to the person, who can try again', async () => {
    const scene = await openScene();
    const { publishing, sandbox, image, bob, clock } = scene;
    const { imageId } = approved(scene);
    const heal = sandbox.faults.add({ fault: 'status', code: 503, when: { path: /\/api\/v1\/statuses\// } });
    const start = clock.now();
    const tries: number[] = [];
    while (image(imageId).state === 'approved') {
      const requests = sandbox.log.length;
      await publishing.runDue();
      if (sandbox.log.length > requests) tries.push(clock.now() - start);
      clock.advance(minute);
    }
    expect(tries).toHaveLength(8);
    expect(tries.at(-1)).toBeLessThan(24 * 60 * minute);
    expect(image(imageId)).toMatchObject({ state: 'failed', failedStage: 'publish', text: 'Picture 0 of One' });

    heal();
    const [failed] = publishing.history({ user: bob.user });
    publishing.tryAgain({ user: bob.user, publicationId: failed?.id ?? '' });
    await publishing.runDue();
    expect(image(imageId).state).toBe('published');
  });

  it('a post that must not be edited is refused with the reason', async () => {
    const scene = await openScene();
    const { addPost, review, bob, publishing, puts } = scene;
    const post = addPost({ text: 'Poll', poll: { options: ['a', 'b'] }, media: [...onePicture] });
    const wish = { user: bob.user, imageId: post.images[0]?.id ?? '' };
    review.approve(wish);
    await publishing.runDue();
    expect(puts()).toHaveLength(0);
    expect(review.item(wish)).toMatchObject({ state: 'failed', reason: { key: 'platforms.refusesPoll' } });
    expect(states(scene)).toEqual(['refused']);
  });

  it('a limit that the server has lowered refuses the description, and is known to be in doubt', async () => {
    const scene = await openScene();
    scene.sandbox.setDescriptionLimit(5);
    const { imageId } = approved(scene);
    await scene.pass(scene.publishing, 3);
    expect(scene.image(imageId)).toMatchObject({ state: 'failed', error: { code: 'invalid' } });
    expect(scene.refusedBy).toEqual([scene.bob.connection.id]);
  });

  it('a disk that is full when the write has gone through leaves it to be settled, not to be repeated', async () => {
    const scene = await openScene();
    const { publishing, sandbox, image, db, clock } = scene;
    const { imageId } = approved(scene);
    db.$client.exec(`create trigger full_disk before update on publications
      when old.state = 'publishing' and new.state <> 'waiting'
      begin select raise(fail, 'database or disk is full'); end`);
    await publishing.runDue();
    expect(sandbox.edits).toHaveLength(1);
    expect(image(imageId).state).toBe('publishing');
    db.$client.exec('drop trigger full_disk');
    clock.advance(2 * minute);
    await publishing.runDue();
    expect(image(imageId)).toMatchObject({ state: 'published', originalDescription: null });
    expect(scene.puts()).toHaveLength(1);
  });

  it('a text that already stands there is taken as published without an edit', async () => {
    const scene = await openScene();
    const { publishing, sandbox, image, puts } = scene;
    const { imageId, mediaId, remoteId } = approved(scene);
    sandbox.editAsOwner(remoteId, { descriptions: { [mediaId]: 'Picture 0 of One' } });
    await publishing.runDue();
    expect(image(imageId).state).toBe('published');
    expect(puts()).toHaveLength(0);
  });
});
