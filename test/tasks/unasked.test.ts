import { describe, expect, it } from 'vitest';
import type { WatchWish } from '../../src/generation/watching.ts';
import { until } from '../support/engine.ts';
import { minuteMs, openWatchingScene } from './watching-scene.ts';

/** Bob's connection is watched without patience, and the publishing is at work. */
async function openUnasked(wish: Partial<WatchWish> = { publishesUnasked: true }) {
  const scene = await openWatchingScene();
  scene.save({ isWatching: true, patienceMinutes: 0, ...wish });
  scene.parts.publishing.start();
  const image = () => scene.db.query.images.findFirst().sync();
  return {
    ...scene,
    image,
    /** Bob posts a picture, and its run is seen to. */
    async postAndDraft() {
      const post = scene.post();
      await scene.pass(10 * minuteMs);
      await scene.settled();
      return post;
    },
    versions: () => scene.parts.review.versions({ user: scene.bob, imageId: image()?.id ?? '' }),
    state: () => image()?.state,
  };
}

const goodText = 'A cup of coffee on a wooden table, seen from above, with a spoon beside it.';

describe('drafts of a watched connection', () => {
  it('wait for the person unless she said otherwise', async () => {
    const scene = await openUnasked({});
    await scene.postAndDraft();
    expect(scene.state()).toBe('drafted');
    expect(scene.instance.edits).toEqual([]);
  });

  it('are published without asking where she turned that on, and the versions say so', async () => {
    const scene = await openUnasked();
    scene.ollama.faults.add({ kind: 'say', text: goodText });
    const post = await scene.postAndDraft();
    await until(() => scene.state() === 'published');
    expect(scene.instance.media(post.mediaIds[0] ?? '')?.description).toBe(goodText);
    expect(scene.versions()).toMatchObject([
      { kind: 'published', userId: null },
      { kind: 'former' },
      { kind: 'draft' },
    ]);
    expect(scene.told()).toEqual([]);
  });

  it.each([
    ['an error', `${goodText} More at https://cups.example/coffee.`],
    ['a warning', `${goodText} 😀`],
  ])('wait for the person all the same when the rules find %s', async (_, text) => {
    const scene = await openUnasked();
    scene.ollama.faults.add({ kind: 'say', text });
    await scene.postAndDraft();
    expect(scene.image()?.findings).not.toEqual([]);
    expect(scene.state()).toBe('drafted');
    expect(scene.told()).toEqual(['watching.draftsWait']);
  });

  it('stay the person’s once she has put them back', async () => {
    const scene = await openUnasked();
    scene.ollama.faults.add({ kind: 'say', text: goodText });
    await scene.postAndDraft();
    await until(() => scene.state() === 'published');
    scene.parts.review.putBack({ user: scene.bob, imageId: scene.image()?.id ?? '' });
    await until(() => scene.state() === 'drafted');
    await scene.parts.review.approveUnasked({ userId: scene.bob.id, taskId: scene.image()?.taskId ?? '' });
    await scene.pass(24 * 60 * minuteMs);
    expect(scene.state()).toBe('drafted');
    expect(scene.instance.edits).toHaveLength(2);
  });

  it('from before it was turned on are not published', async () => {
    const scene = await openUnasked({});
    scene.ollama.faults.add({ kind: 'say', text: goodText });
    await scene.postAndDraft();
    scene.save({ isWatching: true, patienceMinutes: 0, publishesUnasked: true });
    for (let looks = 0; looks < 5; looks += 1) await scene.pass(10 * minuteMs);
    expect(scene.state()).toBe('drafted');
  });

  it('are left alone where the person has written in them', async () => {
    const scene = await openUnasked({});
    scene.ollama.faults.add({ kind: 'say', text: goodText });
    await scene.postAndDraft();
    const image = scene.image();
    const wish = { user: scene.bob, imageId: image?.id ?? '', expectedRevision: image?.revision ?? 0 };
    scene.parts.review.edit({ ...wish, text: 'My own words for my own cup.' });
    const result = await scene.parts.review.approveUnasked({ userId: scene.bob.id, taskId: image?.taskId ?? '' });
    expect(result).toMatchObject({ approved: 0, skipped: { 'needs-a-look': 1 } });
  });
});
