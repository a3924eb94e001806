import { describe, expect, it } from 'vitest';
import { updateConnection } from '../../db/connections.ts';
import { findPublication } from '../../db/publications.ts';
import { until } from '../support/engine.ts';
import { dialectNames, openScene, type Scene } from './scene.ts';

const onePicture = [{ photo: 'coffee' }] as const;
const edits = { method: 'PUT', path: /\/api\/v1\/statuses\// };
const minute = 60_000;

function approved(scene: Scene, text = 'One') {
  const post = scene.addPost({ text, media: [...onePicture] });
  const [image] = post.images;
  if (!image) throw new Error('a picture');
  scene.review.approve({ user: scene.bob.user, imageId: image.id });
  return { ...post, imageId: image.id, mediaId: image.mediaId };
}

const writtenAt = ({ db }: Scene, id: string) => findPublication(db, id)?.writtenAt ?? 0;
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
    sandbox.faults.add({ fault: 'timeout-after-write', when: edits, times: 1 });
    await scene.pass(publishing, 3, minute);
    expect(image(imageId).state).toBe('published');
    expect(sandbox.edits).toHaveLength(1);
  });

  it('a write that never arrived is tried again', async () => {
    const scene = await openScene({ dialect });
    const { publishing, sandbox, image } = scene;
    const { imageId } = approved(scene);
    sandbox.faults.add({ fault: 'reset', when: edits, times: 1 });
    await publishing.runDue();
    expect(image(imageId).state).toBe('publishing');
    await scene.pass(publishing, 5, minute);
    expect(image(imageId).state).toBe('published');
    expect(sandbox.edits).toHaveLength(1);
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

    const credentialsSealed = sandbox.issueToken(bob.account, 'read:accounts read:statuses write:statuses');
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
    const { imageId } = approved(scene);
    const heal = sandbox.faults.add({
      fault: 'status',
      code: 404,
      body: { error: 'Record not found' },
      when: { path: /statuses/ },
    });
    await publishing.runDue();
    expect(image(imageId).state).toBe('approved');
    expect(publishing.queue({ user: bob.user })).toMatchObject([{ why: { key: 'platforms.gone' } }]);
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
    expect(next).toMatchObject({ why: { key: 'publishing.waitsForServer' } });
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

describe('races', () => {
  it('two approvals at once make one edit', async () => {
    const { addPost, review, bob, publishing, sandbox } = await openScene();
    const post = addPost({ text: 'One', media: [...onePicture] });
    const wish = { user: bob.user, imageId: post.images[0]?.id ?? '' };
    review.approve(wish);
    review.approve(wish);
    await Promise.all([publishing.runDue(), publishing.runDue()]);
    expect(sandbox.edits).toHaveLength(1);
  });

  it('a decision made while the post is being read is not overtaken by the write', async () => {
    const { addPost, review, bob, openRooms, image, descriptionOf, sandbox, pass } = await openScene();
    const post = addPost({ text: 'One', media: [...onePicture] });
    const [{ id: imageId, mediaId } = { id: '', mediaId: '' }] = post.images;
    review.approve({ user: bob.user, imageId });
    const { publishing } = openRooms((client) => ({
      ...client,
      prepareEdit: async (...wish) => {
        const preparation = await client.prepareEdit(...wish);
        if (image(imageId).text !== 'Better words') {
          review.edit({ user: bob.user, imageId, text: 'Better words', expectedRevision: image(imageId).revision });
        }
        return preparation;
      },
    }));
    await pass(publishing, 3);
    expect(descriptionOf(mediaId)).toBe('Better words');
    expect(sandbox.edits).toHaveLength(1);
  });

  it('a picture approved while its sibling is written gets the next edit', async () => {
    const { addPost, review, bob, openRooms, image, sandbox, pass } = await openScene();
    const post = addPost({ text: 'Two', media: [...onePicture, { photo: 'rocket' }] });
    const [first = '', second = ''] = post.images.map(({ id }) => id);
    review.approve({ user: bob.user, imageId: first });
    review.reject({ user: bob.user, imageId: second });
    const { publishing } = openRooms((client) => ({
      ...client,
      writeEdit: (edit) => {
        if (image(second).state === 'rejected') review.approve({ user: bob.user, imageId: second });
        expect(() => review.undecide({ user: bob.user, imageId: first })).toThrow(
          expect.objectContaining({ code: 'wrong-state' }),
        );
        return client.writeEdit(edit);
      },
    }));
    await pass(publishing, 3);
    expect([first, second].map((id) => image(id).state)).toEqual(['published', 'published']);
    expect(sandbox.edits).toHaveLength(2);
    expect(sandbox.edits.filter(({ alreadyHeldWantedText }) => alreadyHeldWantedText)).toEqual([]);
  });
});

describe('a connection that is being removed', () => {
  it('is left when the write under way has ended, and nothing more is begun', async () => {
    const scene = await openScene();
    const { openRooms, sandbox, bob } = scene;
    approved(scene, 'One');
    approved(scene, 'Two');
    let editsAtLeaving = -1;
    const { publishing } = openRooms((client) => ({
      ...client,
      writeEdit(edit) {
        void publishing.leave(bob.connection.id).then(() => {
          editsAtLeaving = sandbox.edits.length;
        });
        return client.writeEdit(edit);
      },
    }));
    await scene.pass(publishing, 30);
    expect(editsAtLeaving).toBe(1);
    expect(sandbox.edits).toHaveLength(1);
  });

  it('is not kept by a server that does not answer', async () => {
    const scene = await openScene();
    const { publishing, sandbox, clock, bob } = scene;
    approved(scene);
    sandbox.faults.add({ fault: 'blackhole', when: edits, times: 1 });
    scene.patience.writeMs = 2000;
    const writing = publishing.runDue();
    await until(() => scene.puts().length === 1);
    const left = publishing.leave(bob.connection.id);
    clock.advance(10_000);
    await left;
    expect(sandbox.edits).toHaveLength(0);
    await writing;
  });
});

describe('the pace', () => {
  it('is at most so many edits of a connection in any hour', async () => {
    const scene = await openScene({ editsPerHour: 3 });
    const { publishing, sandbox, bob, clock } = scene;
    for (let n = 0; n < 8; n++) approved(scene, `Post ${n}`);
    const expected = publishing.queue({ user: bob.user }).map(({ expectedAt }) => expectedAt);
    await scene.pass(publishing, 200, minute);
    const times = sandbox.edits.map(({ at }) => at);
    expect(times).toHaveLength(8);
    for (const [index, at] of times.entries()) {
      expect(times.filter((other) => other > at - 60 * minute && other <= at).length, `edit ${index}`).toBeLessThan(4);
    }
    expect(expected.map((at) => Math.round(((at ?? 0) - (times[0] ?? 0)) / (60 * minute)))).toEqual([
      ...[0, 0, 0, 1, 1, 1, 2, 2],
    ]);
    expect(clock.now()).toBeGreaterThan(times.at(-1) ?? 0);
  });

  it('does not stop for a year when the clock of the machine was a year ahead', async () => {
    const scene = await openScene();
    const { publishing, sandbox, db, clock } = scene;
    approved(scene, 'One');
    approved(scene, 'Two');
    await publishing.runDue();
    expect(sandbox.edits).toHaveLength(1);
    const aYearAhead = clock.now() + 365 * 24 * 60 * minute;
    db.$client.prepare('update publications set written_at = ? where written_at is not null').run(aYearAhead);
    await publishing.runDue();
    expect(sandbox.edits).toHaveLength(2);
  });

  it('of one connection does not hold up another', async () => {
    const scene = await openScene({ editsPerHour: 1 });
    const { publishing, sandbox, person, addPost, review } = scene;
    const charlie = await person('charlie');
    approved(scene, 'One');
    approved(scene, 'Two');
    const theirs = addPost({ text: 'Of Charlie', media: [...onePicture] }, charlie);
    review.approve({ user: charlie.user, imageId: theirs.images[0]?.id ?? '' });
    await publishing.runDue();
    expect(sandbox.edits).toHaveLength(2);
  });

  it('is kept by a loop that outlives trouble with the database', async () => {
    const scene = await openScene();
    const { publishing, sandbox, clock, db } = scene;
    db.$client.exec('alter table publications rename to away');
    publishing.start();
    await until(() => true);
    db.$client.exec('alter table away rename to publications');
    approved(scene, 'One');
    publishing.wake();
    await until(() => {
      clock.advance(100);
      return sandbox.edits.length === 1;
    });
    expect(scene.puts()).toHaveLength(1);
  });

  it('is kept by the loop, which sleeps in between and stops on request', async () => {
    const scene = await openScene();
    const { publishing, sandbox, clock } = scene;
    approved(scene, 'One');
    approved(scene, 'Two');
    publishing.start();
    await until(() => {
      clock.advance(100);
      return sandbox.edits.length === 2;
    });
    await publishing.stop();
    const [second = 0, first = 0] = publishing.history({ user: scene.bob.user }).map(({ id }) => writtenAt(scene, id));
    expect(Math.abs(second - first)).toBeGreaterThanOrEqual(1000);
    approved(scene, 'Three');
    await publishing.runDue();
    expect(sandbox.edits).toHaveLength(2);
  });
});

describe('other people', () => {
  it('cannot see or touch a publication that is not theirs', async () => {
    const scene = await openScene();
    const { publishing, bob, person, db } = scene;
    const charlie = await person('charlie');
    const { id: postId } = approved(scene);
    const [waiting] = publishing.queue({ user: bob.user });
    const publicationId = waiting?.id ?? '';
    expect(publishing.queue({ user: charlie.user })).toEqual([]);
    expect(publishing.countOpen({ user: charlie.user })).toBe(0);
    const notFound = expect.objectContaining({ code: 'not-found' });
    expect(() => publishing.cancel({ user: charlie.user, publicationId })).toThrow(notFound);
    expect(() => publishing.tryAgain({ user: charlie.user, publicationId })).toThrow(notFound);
    expect(() => publishing.publishNow({ user: charlie.user, postId })).toThrow(notFound);
    expect(() => publishing.warning({ user: charlie.user, connectionId: bob.connection.id })).toThrow(notFound);
    expect(findPublication(db, publicationId)?.state).toBe('waiting');
  });
});
