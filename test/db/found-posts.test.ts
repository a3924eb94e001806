import { describe, expect, it } from 'vitest';
import { listImagesOfPost, updateImages } from '../../db/decisions.ts';
import { findImages, saveFoundPost } from '../../db/found-posts.ts';
import { findOpenPublication, insertPublication, updatePublication } from '../../db/publications.ts';
import { posts } from '../../db/schema.ts';
import type { Instance, RemotePost } from '../../src/platforms/platform.ts';
import { remoteMedia, remotePost } from '../generation/fake-platform.ts';
import { openTestDatabase } from '../support/database.ts';
import { addConnection, addPerson } from '../support/people.ts';

const file = (id: string, name: string, description: string | null = null) => ({
  ...remoteMedia(id, description),
  url: `https://example.social/files/${name}.jpg`,
});

const instance: Instance = {
  ...{ origin: 'https://example.social', domain: 'example.social', software: 'mastodon', version: '4.4.0' },
  ...{ family: 'mastodon', title: '', descriptionLimit: 1500, descriptionMinimum: 0, maxMediaAttachments: 4 },
};

/** Bob's connection, into which what a server lists is written. */
async function openFound() {
  const { db } = await openTestDatabase();
  const bob = addPerson(db, 'bob');
  const connection = addConnection(db, bob.id, { instance, accountId: 'bob', handle: 'bob@example.social' });
  const owner = { userId: bob.id, connectionId: connection.id };
  let now = 1000;
  const find = (post: RemotePost) => saveFoundPost(db, owner, post, ++now);
  const rows = () => {
    const [post, ...more] = db.select().from(posts).all();
    if (!post || more.length > 0) throw new Error('one post');
    return { post, images: listImagesOfPost(db, post.id) };
  };
  return { db, owner, find, rows };
}

describe('a post that comes back under another id', () => {
  it('is the same post, with the same pictures and all that was decided about them', async () => {
    const { db, find, rows } = await openFound();
    const post = remotePost('1795331403e3', { media: [file('a', 'one'), file('b', 'two')] });
    find(post);
    const [first] = rows().images;
    updateImages(db, [first?.id ?? ''], { state: 'rejected', decidedAt: 5 });
    const before = rows().images.map(({ id, state }) => [id, state]);
    find({ ...post, id: '1795331531e3' });
    expect(rows().post).toMatchObject({ remoteId: '1795331531e3', uri: post.uri });
    expect(rows().images.map(({ id, state }) => [id, state])).toEqual(before);
  });
});

describe('files that come back under other ids', () => {
  it('keep their drafts and decisions', async () => {
    const { db, find, rows } = await openFound();
    find(remotePost('p', { media: [file('a', 'one'), file('b', 'two')] }));
    const [one, two] = rows().images;
    updateImages(db, [one?.id ?? ''], { state: 'drafted', text: 'A draft.' });
    updateImages(db, [two?.id ?? ''], { state: 'decorative' });
    find(remotePost('p', { media: [file('x', 'one'), file('y', 'two')] }));
    expect(rows().images).toMatchObject([
      { id: one?.id, mediaId: 'x', state: 'drafted', text: 'A draft.' },
      { id: two?.id, mediaId: 'y', state: 'decorative' },
    ]);
  });

  it('are told apart by their place where one file is in the post twice', async () => {
    const { find, rows } = await openFound();
    find(remotePost('p', { media: [file('a', 'same'), file('b', 'same')] }));
    const ids = rows().images.map(({ id }) => id);
    find(remotePost('p', { media: [file('x', 'same'), file('y', 'same')] }));
    expect(rows().images.map(({ id, mediaId }) => [id, mediaId])).toEqual([
      [ids[0], 'x'],
      [ids[1], 'y'],
    ]);
  });

  it('are others where the file is another one, or the former id is still there', async () => {
    const { find, rows } = await openFound();
    find(remotePost('p', { media: [file('a', 'one')] }));
    find(remotePost('p', { media: [file('a', 'one'), file('b', 'one'), file('c', 'three')] }));
    expect(rows().images.map(({ mediaId }) => mediaId)).toEqual(['a', 'b', 'c']);
  });

  it('are found by the publications of their post too', async () => {
    const { db, owner, find, rows } = await openFound();
    find(remotePost('p', { media: [file('a', 'one')] }));
    const postId = rows().post.id;
    insertPublication(db, { ...owner, postId, notBefore: 0 }, 1);
    const texts = [{ mediaId: 'a', description: 'Text.' }];
    const id = findOpenPublication(db, postId)?.id ?? '';
    updatePublication(db, id, { former: [{ mediaId: 'a', description: null }], wanted: texts, mediaIds: ['a'] });
    find(remotePost('p', { media: [file('x', 'one')] }));
    expect(findOpenPublication(db, postId)).toMatchObject({
      former: [{ mediaId: 'x', description: null }],
      wanted: [{ mediaId: 'x', description: 'Text.' }],
      mediaIds: ['x'],
    });
  });
});

describe('a post the person does not want to be asked about', () => {
  it('has its new pictures set aside, and those that lose their description', async () => {
    const { db, find, rows } = await openFound();
    const described = file('a', 'one', 'A cat.');
    find(remotePost('p', { media: [described] }));
    db.update(posts).set({ dismissedAt: 1 }).run();
    find(remotePost('p', { media: [described, file('b', 'two'), file('c', 'three', 'A dog.')] }));
    expect(rows().images.map(({ state, dismissedWithPost }) => [state, dismissedWithPost])).toEqual([
      ['described', false],
      ['rejected', true],
      ['described', false],
    ]);
    find(remotePost('p', { media: [{ ...described, description: null }] }));
    expect(rows().images[0]).toMatchObject({ state: 'rejected', dismissedWithPost: true });
    expect(rows().post.dismissedAt).toBe(1);
  });

  it('stays so after it was gone and is there again', async () => {
    const { db, find, rows } = await openFound();
    const media = [file('a', 'one'), file('b', 'two'), file('c', 'three')];
    find(remotePost('p', { media }));
    const goneFrom = ['rejected', 'decorative', 'found'] as const;
    for (const [index, { id }] of rows().images.entries()) {
      updateImages(db, [id], { state: 'gone', goneFrom: goneFrom[index] ?? 'found' });
    }
    find(remotePost('p', { media }));
    expect(rows().images.map(({ state }) => state)).toEqual(goneFrom);
  });
});

describe('a description that says nothing', () => {
  it('is noted as that, and stays a description', async () => {
    const { db, owner, find, rows } = await openFound();
    find(remotePost('p', { media: [file('a', 'one', 'IMG_2034.jpg'), file('b', 'two', 'Miso')] }));
    expect(rows().images.map(({ state, saysNothing }) => [state, saysNothing])).toEqual([
      ['described', true],
      ['described', false],
    ]);
    const refs = [{ postUri: rows().post.uri, mediaId: 'a' }];
    expect(findImages(db, owner.connectionId, refs)).toMatchObject([{ saysNothing: true, isDismissed: false }]);
    find(remotePost('p', { media: [file('a', 'one', 'A cat'), file('b', 'two', 'image')] }));
    expect(rows().images.map(({ saysNothing }) => saysNothing)).toEqual([false, true]);
  });
});
