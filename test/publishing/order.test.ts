import { describe, expect, it } from 'vitest';
import { findPublication } from '../../db/publications.ts';
import { until } from '../support/engine.ts';
import { approved, edits, onePicture, openScene, type Scene } from './scene.ts';

const minute = 60_000;

const writtenAt = ({ db }: Scene, id: string) => findPublication(db, id)?.writtenAt ?? 0;
const _states = ({ publishing, bob }: Scene) => publishing.history({ user: bob.user }).map(({ state }) => state);

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
