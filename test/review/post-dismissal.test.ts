import { describe, expect, it } from 'vitest';
import { type ImageChanges, updateImages } from '../../db/decisions.ts';
import { chooseForTask } from '../../db/run-events.ts';
import { insertTask } from '../../db/tasks.ts';
import { addPerson } from '../support/people.ts';
import { openScene } from './scene.ts';

/** A post with a picture in each of these states. */
async function openPost(states: ImageChanges[]) {
  const scene = await openScene();
  const images = scene.addPost(states.map(({ remoteDescription }) => remoteDescription ?? null));
  for (const [index, changes] of states.entries()) updateImages(scene.db, [images[index]?.id ?? ''], changes);
  const [first] = images;
  if (!first) throw new Error('a picture');
  const statesNow = () => images.map(({ wish }) => scene.review.item(wish).state);
  return { ...scene, images, wish: first.wish, postId: first.postId, statesNow };
}

describe('a post not to be asked about', () => {
  it('sets aside what waits for a decision and leaves alone what was decided', async () => {
    const { review, wish, statesNow, decided, postId } = await openPost([
      { state: 'drafted' },
      { state: 'found', text: null },
      { state: 'failed', text: null, failedStage: 'describe' },
      { state: 'approved' },
      { state: 'published', publishedAt: 1, remoteDescription: 'Draft 4' },
      { state: 'decorative' },
      { state: 'conflict', remoteDescription: 'Theirs' },
      { state: 'drafted', publishedAt: 1, remoteDescription: 'Stands there' },
    ]);
    expect(review.dismissPost(wish)).toMatchObject({ dismissedWithPost: true, post: { isDismissed: true } });
    expect(statesNow()).toEqual([
      ...['rejected', 'rejected', 'rejected', 'approved', 'published', 'decorative', 'described', 'published'],
    ]);
    expect(decided).toEqual([postId]);
  });

  it('comes back with what was set aside with it, and nothing else', async () => {
    const scene = await openPost([
      { state: 'drafted' },
      { state: 'found', text: null },
      { state: 'described', text: null, remoteDescription: 'image' },
      { state: 'drafted' },
    ]);
    const { review, images, wish, statesNow } = scene;
    const rejected = images[3]?.wish ?? wish;
    review.reject(rejected);
    review.dismissPost(wish);
    expect(statesNow()).toEqual(['rejected', 'rejected', 'described', 'rejected']);
    review.askAboutPost(rejected);
    expect(statesNow()).toEqual(['drafted', 'found', 'described', 'rejected']);
    expect(review.item(wish)).toMatchObject({ dismissedWithPost: false, post: { isDismissed: false } });
    expect(review.undecide(rejected).state).toBe('drafted');
  });

  it('comes back without a picture that was rejected for itself meanwhile', async () => {
    const { review, wish, statesNow } = await openPost([{ state: 'drafted' }, { state: 'drafted' }]);
    review.dismissPost(wish);
    review.reject(wish);
    review.askAboutPost(wish);
    expect(statesNow()).toEqual(['rejected', 'drafted']);
  });

  it('is chosen by no run, whatever it is told to describe again', async () => {
    const { db, review, wish, images, bob, connection, clock, statesNow } = await openPost([
      { state: 'drafted' },
      { state: 'described', remoteDescription: 'image' },
    ]);
    review.dismissPost(wish);
    const owner = { userId: bob.id, connectionId: connection.id };
    insertTask(db, { id: 'a-run', ...owner, priority: 10, settings: {}, model: 'm' }, clock.now());
    chooseForTask(
      db,
      'a-run',
      images.map(({ id }) => id),
      clock.now(),
    );
    expect(statesNow()).toEqual(['rejected', 'described']);
  });

  it('is nobody else’s business', async () => {
    const { review, wish, db, statesNow } = await openPost([{ state: 'drafted' }]);
    const theirs = { ...wish, user: addPerson(db, 'charlie') };
    for (const deed of [review.dismissPost, review.askAboutPost]) {
      expect(() => deed(theirs)).toThrow(expect.objectContaining({ code: 'not-found' }));
    }
    expect(statesNow()).toEqual(['drafted']);
  });
});

describe('a picture not to be asked about', () => {
  it('may have been found only, or be described with words that say nothing', async () => {
    const { review, images, statesNow } = await openPost([
      { state: 'found', text: null },
      { state: 'described', text: null, remoteDescription: 'IMG_1.jpg' },
    ]);
    for (const { wish } of images) review.reject(wish);
    expect(statesNow()).toEqual(['rejected', 'rejected']);
    for (const { wish } of images) review.undecide(wish);
    expect(statesNow()).toEqual(['found', 'described']);
  });
});

describe('the list of descriptions that say nothing', () => {
  it('shows those that wait for a decision, and counts those without a draft', async () => {
    const { review, images, bob } = await openPost([
      { state: 'described', text: null, remoteDescription: 'IMG_1.jpg' },
      { state: 'drafted', remoteDescription: 'image' },
      { state: 'described', text: null, remoteDescription: 'A cat' },
      { state: 'rejected', remoteDescription: 'Foto' },
      { state: 'drafted' },
    ]);
    const states = ['described', 'drafted', 'failed'] as const;
    const listed = review.list({ user: bob, states, sayingNothing: true }).items;
    expect(listed.map(({ id }) => id)).toEqual(images.slice(0, 2).map(({ id }) => id));
    expect(listed[1]).toMatchObject({ saysNothing: true, needsReplace: true, remoteDescription: 'image' });
    expect(review.countSayingNothing({ user: bob })).toBe(1);
  });
});
