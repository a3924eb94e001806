import { describe, expect, it } from 'vitest';
import type { SandboxInstance } from '../sandbox-instance/index.ts';
import type { Post } from '../sandbox-instance/records.ts';
import { openScene } from './scene.ts';

const HARMS: [string, string[], (instance: SandboxInstance, post: Post) => unknown][] = [
  [
    'a changed text',
    ['text', 'mentions', 'tags', 'content'],
    (instance, post) => instance.editAsOwner(post.id, { text: 'x' }),
  ],
  ['a lost warning', ['spoilerText'], (instance, post) => instance.editAsOwner(post.id, { spoilerText: '' })],
  ['a lost sensitive mark', ['sensitive'], (instance, post) => instance.editAsOwner(post.id, { sensitive: false })],
  [
    'a lost picture',
    ['media'],
    (instance, post) => instance.editAsOwner(post.id, { mediaIds: post.mediaIds.slice(1) }),
  ],
  [
    'another order',
    ['media'],
    (instance, post) => instance.editAsOwner(post.id, { mediaIds: post.mediaIds.toReversed() }),
  ],
  ['a deleted post', ['deleted'], (instance, post) => instance.deletePost(post.id)],
  ['a lost poll', ['poll'], (_, post) => Object.assign(post, { poll: null })],
  ['another language', ['language'], (_, post) => Object.assign(post, { language: 'en' })],
  ['another audience', ['visibility'], (_, post) => Object.assign(post, { visibility: 'public' })],
  [
    'a moved focus',
    ['media'],
    (instance, post) => Object.assign(instance.media(post.mediaIds[0] ?? '') ?? {}, { focus: { x: 1, y: 1 } }),
  ],
  ['a lost reply target', ['inReplyToId'], (_, post) => Object.assign(post, { inReplyToId: null })],
];

describe('the difference between two snapshots', () => {
  it.each(HARMS)('shows %s', async (_name, expected, harm) => {
    const { instance, richPost } = await openScene('gotosocial');
    const parent = richPost();
    const post = richPost({ poll: { options: ['a', 'b'] }, visibility: 'unlisted', inReplyToId: parent.id });
    const before = instance.snapshot();
    harm(instance, post);
    expect(instance.diff(before, instance.snapshot())).toEqual([
      { postId: post.id, descriptions: [], otherwise: expected },
    ]);
  });

  it('keeps descriptions apart from everything else', async () => {
    const { instance, richPost } = await openScene('mastodon');
    const post = richPost();
    const [first = ''] = post.mediaIds;
    const before = instance.snapshot();
    instance.editAsOwner(post.id, { descriptions: { [first]: 'by hand' } });
    const descriptions = [{ mediaId: first, before: null, after: 'by hand' }];
    expect(instance.diff(before, instance.snapshot())).toEqual([{ postId: post.id, descriptions, otherwise: [] }]);
  });

  it('shows a new post and is empty when nothing happened', async () => {
    const { instance, richPost } = await openScene('mastodon');
    const before = instance.snapshot();
    expect(instance.diff(before, instance.snapshot())).toEqual([]);
    const post = richPost();
    expect(instance.diff(before, instance.snapshot())).toEqual([
      { postId: post.id, descriptions: [], otherwise: ['added'] },
    ]);
  });
});
