import { describe, expect, it } from 'vitest';
import { AppError, type ErrorCategory } from '../../src/lib/errors.ts';
import { say } from '../../src/lib/sentence.ts';
import type { PlatformClient } from '../../src/platforms/platform.ts';
import { editsOn, openScene, type Scene } from './scene.ts';

const minute = 60_000;

/** Three approved pictures of one post. */
async function openThree() {
  const scene = await openScene();
  const media = (['coffee', 'chelsea', 'rocket'] as const).map((photo) => ({ photo }));
  const post = scene.addPost({ text: 'Three', media });
  for (const { id } of post.images) scene.review.approve({ user: scene.bob.user, imageId: id });
  return { scene, post };
}

/** A server that takes one picture of the first write and then says no. */
function takesOne(scene: Scene, no: { category: ErrorCategory; code: string; retryAtMs?: number }) {
  const { category, ...rest } = no;
  let isFirst = true;
  return (client: PlatformClient): PlatformClient => ({
    ...client,
    async writeEdit(edit) {
      if (!isFirst) return client.writeEdit(edit);
      isFirst = false;
      const [first] = edit.wanted;
      if (!first) throw new Error('a picture to write');
      const { editedAtMs } = scene.sandbox.editAsOwner(edit.postId, {
        descriptions: { [first.mediaId]: first.description },
      });
      const error = new AppError(category, say('platforms.rateLimited', { host: 'x' }), rest);
      return { kind: 'partly', written: [first], error, editedAtMs };
    },
  });
}

const statesOf = ({ image }: Scene, { images }: { images: { id: string }[] }) =>
  images.map(({ id }) => image(id).state);

describe('a post of which only a part was written', () => {
  it('keeps that part as published, and the rest goes on when the server says, also after a restart', async () => {
    const { scene, post } = await openThree();
    const { openRooms, sandbox, clock, bob } = scene;
    const retryAtMs = clock.now() + 20 * minute;
    const { publishing } = openRooms(takesOne(scene, { category: 'platform', code: 'rate-limited', retryAtMs }));
    await publishing.runDue();
    expect(statesOf(scene, post)).toEqual(['published', 'approved', 'approved']);
    expect(publishing.history({ user: bob.user })).toMatchObject([{ state: 'published', images: [{ position: 0 }] }]);

    const { publishing: again } = openRooms();
    expect(again.queue({ user: bob.user })).toMatchObject([{ expectedAt: retryAtMs, attempts: 0 }]);
    await scene.pass(again, 20, minute);
    expect(sandbox.edits).toHaveLength(0);
    await scene.pass(again, 2, minute);
    expect(statesOf(scene, post)).toEqual(['published', 'published', 'published']);
    expect(sandbox.edits).toHaveLength(1);
  });

  it('can be put back, each picture to what stood there', async () => {
    const { scene, post } = await openThree();
    const { openRooms, review, bob, descriptionOf, clock } = scene;
    const { publishing } = openRooms(takesOne(scene, { category: 'platform', code: 'rate-limited' }));
    await scene.pass(publishing, 3, minute);
    expect(statesOf(scene, post)).toEqual(['published', 'published', 'published']);
    clock.advance(15 * minute);
    for (const { id } of post.images) review.putBack({ user: bob.user, imageId: id });
    await scene.pass(publishing, 3, minute);
    expect(statesOf(scene, post)).toEqual(['drafted', 'drafted', 'drafted']);
    expect(post.images.map(({ mediaId }) => descriptionOf(mediaId) ?? '')).toEqual(['', '', '']);
  });

  it('leaves what the server will not have to the person', async () => {
    const { scene, post } = await openThree();
    const { publishing } = scene.openRooms(takesOne(scene, { category: 'validation', code: 'invalid' }));
    await publishing.runDue();
    expect(statesOf(scene, post)).toEqual(['published', 'failed', 'failed']);
    expect(
      publishing
        .history({ user: scene.bob.user })
        .map(({ state }) => state)
        .sort(),
    ).toEqual(['published', 'refused']);
  });

  it('waits for its person where the token died in between', async () => {
    const { scene, post } = await openThree();
    const { publishing } = scene.openRooms(takesOne(scene, { category: 'authentication', code: 'token-dead' }));
    await publishing.runDue();
    expect(statesOf(scene, post)).toEqual(['published', 'approved', 'approved']);
    expect(publishing.queue({ user: scene.bob.user })).toMatchObject([
      { expectedAt: null, why: { key: 'publishing.waitsForConnection' } },
    ]);
  });

  it('whose process died between two pictures keeps what stood there before the first', async () => {
    const { scene, post } = await openThree();
    const { openRooms, sandbox, image } = scene;
    let isDead = false;
    const { publishing: dying } = openRooms((client) => ({
      ...client,
      writeEdit(edit) {
        const [first] = edit.wanted;
        sandbox.editAsOwner(edit.postId, { descriptions: { [first?.mediaId ?? '']: first?.description ?? '' } });
        isDead = true;
        return new Promise(() => {});
      },
    }));
    void dying.runDue();
    await expect.poll(() => isDead).toBe(true);
    scene.clock.advance(15 * minute);
    await scene.pass(openRooms().publishing, 20, minute);
    expect(statesOf(scene, post)).toEqual(['published', 'published', 'published']);
    expect(post.images.map(({ id }) => image(id).originalDescription)).toEqual([null, null, null]);
  });
});

describe('on Pixelfed, which takes ten pictures a minute', () => {
  const mediaPuts = { method: 'PUT', path: /\/api\/v1\/media\// };

  async function openAlbum(pictures: number) {
    const scene = await openScene({ dialect: 'pixelfed' });
    const media = Array.from({ length: pictures }, () => ({ photo: 'coffee' as const }));
    const post = scene.addPost({ text: 'Album', media });
    for (const { id } of post.images) scene.review.approve({ user: scene.bob.user, imageId: id });
    return { scene, post };
  }

  it('an album of more is written in parts that it never has to refuse', async () => {
    const { scene, post } = await openAlbum(20);
    const { publishing, sandbox, bob, image, descriptionOf } = scene;
    const start = scene.clock.now();
    expect(publishing.queue({ user: bob.user })).toMatchObject([{ expectedAt: start, images: { length: 20 } }]);
    await scene.pass(publishing, 180);
    const seconds = scene.puts().map(({ at }) => Math.floor((at - start) / 1000));
    expect(seconds).toEqual([...Array(8).fill(0), ...Array(8).fill(60), ...Array(4).fill(120)]);
    expect(sandbox.log.filter(({ status }) => status === 429)).toEqual([]);
    expect(new Set(statesOf(scene, post))).toEqual(new Set(['published']));
    for (const { id, mediaId } of post.images) expect(descriptionOf(mediaId)).toBe(image(id).text);
  });

  it('what one write has left undone goes on in quiet hours too, where its person asked for it', async () => {
    const { scene, post } = await openAlbum(10);
    const { publishing, bob } = scene;
    publishing.saveQuietHours({ user: bob.user, hours: { from: '11:00', until: '20:00', timeZone: 'UTC' } });
    await scene.pass(publishing, 5);
    expect(scene.puts()).toHaveLength(0);
    publishing.publishNow({ user: bob.user, postId: post.id });
    await scene.pass(publishing, 120);
    expect(new Set(statesOf(scene, post))).toEqual(new Set(['published']));
  });

  it('a "no" in the middle keeps what was written, and the others follow when it is over', async () => {
    const { scene, post } = await openAlbum(4);
    const { publishing, sandbox, bob, review, descriptionOf, clock } = scene;
    let put = 0;
    const isThird = (request: { method: string; path: string }) =>
      request.method === 'PUT' && mediaPuts.path.test(request.path) && ++put === 3;
    sandbox.faults.add({ fault: '429', when: isThird, times: 1 });
    await publishing.runDue();
    expect(statesOf(scene, post)).toEqual(['published', 'published', 'approved', 'approved']);
    const requests = sandbox.log.length;
    await scene.pass(scene.openRooms().publishing, 60);
    expect(sandbox.log).toHaveLength(requests);
    await scene.pass(publishing, 60);
    expect(new Set(statesOf(scene, post))).toEqual(new Set(['published']));
    clock.advance(minute);
    for (const { id } of post.images) review.putBack({ user: bob.user, imageId: id });
    await scene.pass(publishing, 120);
    expect(post.images.map(({ mediaId }) => descriptionOf(mediaId) ?? '')).toEqual(['', '', '', '']);
  });

  it('an answer that got lost in the middle is settled by reading, and only the rest is written', async () => {
    const { scene, post } = await openAlbum(3);
    const { publishing, sandbox, image, patience } = scene;
    patience.writeMs = 200;
    let put = 0;
    const isSecond = (request: { method: string; path: string }) =>
      request.method === 'PUT' && mediaPuts.path.test(request.path) && ++put === 2;
    sandbox.faults.add({ fault: 'timeout-after-write', when: isSecond, times: 1 });
    await scene.pass(publishing, 5, minute);
    expect(new Set(statesOf(scene, post))).toEqual(new Set(['published']));
    expect(scene.puts()).toHaveLength(3);
    expect(post.images.map(({ id }) => image(id).originalDescription ?? '')).toEqual(['', '', '']);
  });
});

describe.each(['misskey', 'sharkey', 'pixelfed', 'friendica'] as const)(
  'on %s, what stands there after a lost answer',
  (dialect) => {
    it('is published: it can be corrected, put back, and is not taken for another one’s words', async () => {
      const scene = await openScene({ dialect });
      const { publishing, review, sandbox, addPost, image, bob, descriptionOf, pass } = scene;
      const { images } = addPost({ text: 'Two', media: [{ photo: 'coffee' }, { photo: 'rocket' }] });
      const [first = '', second = ''] = images.map(({ id }) => id);
      const texts = () => images.map(({ mediaId }) => descriptionOf(mediaId) || null);
      for (const imageId of [first, second]) review.approve({ user: bob.user, imageId });
      const isEdit = editsOn(dialect);
      let seen = 0;
      const heal = sandbox.faults.add({ fault: 'html-500', when: (asked) => isEdit(asked) && ++seen > 1 });
      await pass(publishing, 10, minute);
      expect([first, second].map((id) => image(id).state)).toEqual(['published', 'approved']);
      expect(texts()).toEqual(['Picture 0 of Two', null]);

      const { revision: expectedRevision } = image(first);
      review.correctPublished({ user: bob.user, imageId: first, text: 'Better words', expectedRevision });
      review.reject({ user: bob.user, imageId: second });
      heal();
      await pass(publishing, 30, minute);
      expect([first, second].map((id) => image(id).state)).toEqual(['published', 'rejected']);
      expect(texts()).toEqual(['Better words', null]);
      review.putBack({ user: bob.user, imageId: first });
      await pass(publishing, 3, minute);
      expect(texts()).toEqual([null, null]);
    });

    it('is kept where the server never takes the rest, which is left to the person', async () => {
      const scene = await openScene({ dialect });
      const { publishing, review, sandbox, addPost, image, bob, pass } = scene;
      const { images } = addPost({ text: 'Two', media: [{ photo: 'coffee' }, { photo: 'rocket' }] });
      for (const { id: imageId } of images) review.approve({ user: bob.user, imageId });
      const isEdit = editsOn(dialect);
      let seen = 0;
      sandbox.faults.add({ fault: 'html-500', when: (asked) => isEdit(asked) && ++seen > 1 });
      await pass(publishing, 26 * 6, 10 * minute);
      expect(images.map(({ id }) => image(id).state)).toEqual(['published', 'failed']);
      expect(publishing.queue({ user: bob.user })).toEqual([]);
    });
  },
);
