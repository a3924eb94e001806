import { afterEach, describe, expect, it } from 'vitest';
import { familyOf } from '../../src/platforms/index.ts';
import { oauthContract } from '../contracts/oauth.contract.ts';
import { platformContract } from '../contracts/platform.contract.ts';
import {
  editsOf,
  errorOf,
  expectedOf,
  impatientClock,
  openWorld,
  type PlatformWorld,
} from '../contracts/platform-world.ts';
import { describeRandomPosts } from '../contracts/random-posts.ts';
import type { NewPost } from '../support/sandbox-instance/posting.ts';

platformContract('friendica');
oauthContract('friendica');

describe('Friendica', () => {
  let world: PlatformWorld;
  afterEach(() => world.sandbox.close());

  /** A post whose first picture a person wants described so. */
  const prepare = async (given: NewPost, description = 'Grey') => {
    const { sandbox, bob, client } = world;
    const post = sandbox.createPost(bob, given);
    const editable = await client.readForEdit(post.id);
    const change = { mediaId: post.mediaIds[0] ?? '', description, replaces: null };
    return { post, editable, prepared: await client.prepareEdit(post.id, [change], expectedOf(editable)) };
  };

  it('describes by PUT media alone and never edits the post, which would lose its formatting', async () => {
    world = await openWorld('friendica');
    const { sandbox, client } = world;
    const { post, prepared } = await prepare({
      text: 'Some *formatted* text',
      spoilerText: 'A title',
      media: [{}, {}],
    });
    if (prepared.kind !== 'ready') throw new Error(prepared.kind);
    const before = sandbox.snapshot();
    expect(await client.writeEdit(prepared.edit)).toMatchObject({ kind: 'published', remarks: [] });
    expect(sandbox.diff(before, sandbox.snapshot())).toMatchObject([
      { otherwise: [], descriptions: [{ after: 'Grey' }] },
    ]);
    expect(sandbox.log.filter(({ method }) => method === 'PUT').map(({ path }) => path)).toEqual([
      `/api/v1/media/${post.mediaIds[0]}`,
    ]);
  });

  it('lists private posts and replies, every post once and no boost', async () => {
    world = await openWorld('friendica');
    const { sandbox, bob, client } = world;
    const hidden = sandbox.createPost(bob, { text: 'hidden', visibility: 'private', media: [{}, {}] });
    const reply = sandbox.createPost(bob, { text: 'reply', inReplyToId: hidden.id, media: [{}, {}] });
    sandbox.createPost(bob, { text: '', boostOf: reply.id });
    const pages = await Array.fromAsync(client.listPosts());
    expect(pages.flatMap(({ posts }) => posts.map(({ id }) => id))).toEqual([reply.id, hidden.id]);
    expect(sandbox.log.filter(({ path }) => path.includes('only_media'))).toEqual([]);
  });

  it('takes the picture that was posted, and a GIF for a picture', async () => {
    world = await openWorld('friendica');
    const { post } = await prepare({ text: 'Two', media: [{}, { mimeType: 'image/gif' }] });
    const { media } = await world.client.readPost(post.id);
    expect(media.map(({ type }) => type)).toEqual(['image', 'image']);
    expect(media.map(({ url }) => url?.match(/original\.\w+$/)?.[0])).toEqual(['original.jpg', 'original.gif']);
  });

  it('writes nothing where a photo of an album has the number of the picture', async () => {
    world = await openWorld('friendica');
    const { sandbox, bob, client } = world;
    const { post, editable } = await prepare({ text: 'Fog', media: [{}] });
    const mediaId = post.mediaIds[0] ?? '';
    sandbox.addPhoto(bob, mediaId, 'My holiday');
    const change = { mediaId, description: 'Grey', replaces: null };
    expect(await client.prepareEdit(post.id, [change], expectedOf(editable))).toMatchObject({
      kind: 'refused',
      reason: { key: 'platforms.refusesAlbumPhoto' },
    });
    expect([sandbox.photo(mediaId)?.description, editsOf(sandbox)]).toEqual(['My holiday', []]);
  });

  it('writes nothing to a file, which the server would answer and forget', async () => {
    world = await openWorld('friendica');
    const { prepared } = await prepare({ text: 'Film', media: [{ id: 'attach:7' }] });
    expect(prepared).toMatchObject({ kind: 'refused', reason: { key: 'platforms.refusesFileUpload' } });
    expect(editsOf(world.sandbox)).toEqual([]);
  });

  it('does not take a private post for gone, nor a list for whole, when its token has died', async () => {
    world = await openWorld('friendica');
    const { sandbox, bob, clientOf } = world;
    const post = sandbox.createPost(bob, { text: 'hidden', visibility: 'private', media: [{}] });
    sandbox.createPost(bob, { text: 'open', media: [{}] });
    const token = sandbox.issueToken(bob, 'read write');
    const { instance, fetch } = world;
    const credentials = { accessToken: token, scopes: 'read write' };
    const client = familyOf(instance).connect({
      instance,
      credentials,
      fetch,
      clock: impatientClock,
    });
    const editable = await client.readForEdit(post.id);
    sandbox.revokeToken(token);
    expect(await errorOf(client.readPost(post.id))).toMatchObject({ code: 'token-dead' });
    expect(await errorOf(Array.fromAsync(client.listPosts()))).toMatchObject({ code: 'token-dead' });
    const wish = [{ mediaId: post.mediaIds[0] ?? '', description: 'Grey', replaces: null }];
    expect(await errorOf(client.prepareEdit(post.id, wish, expectedOf(editable)))).toMatchObject({
      code: 'token-dead',
    });
    sandbox.deletePost(post.id);
    expect(await errorOf(clientOf(bob).readPost(post.id))).toMatchObject({ code: 'gone' });
  });

  it('hands on no page of a list that was read after its token had died', async () => {
    world = await openWorld('friendica');
    const { sandbox, bob, instance, fetch } = world;
    for (let count = 0; count < 50; count++) {
      sandbox.createPost(bob, { text: 'hidden', visibility: 'private', media: [{}] });
    }
    const accessToken = sandbox.issueToken(bob, 'read write');
    const credentials = { accessToken, scopes: 'read write' };
    const pages = familyOf(instance).connect({ instance, credentials, fetch, clock: impatientClock }).listPosts();
    expect((await pages.next()).value?.posts).toHaveLength(40);
    sandbox.revokeToken(accessToken);
    expect(await errorOf(pages.next())).toMatchObject({ code: 'token-dead' });
  });

  it('finds a post by the link people see, private ones too', async () => {
    world = await openWorld('friendica');
    const { sandbox, bob, client } = world;
    const post = sandbox.createPost(bob, { text: 'hidden', visibility: 'private', media: [{}] });
    expect(sandbox.postUrl(post.id)).toContain('/display/');
    expect((await client.findPostByUrl(sandbox.postUrl(post.id))).id).toBe(post.id);
    const { uri } = await client.readPost(post.id);
    expect(await errorOf(client.findPostByUrl(uri.replace('/objects/', '/photos/')))).toMatchObject({
      code: 'not-a-post-link',
    });
  });

  it('takes no token back, which would take those of other people too', async () => {
    world = await openWorld('friendica');
    expect(familyOf(world.instance).revoke).toBeUndefined();
  });

  it('wants 2023.12, and says what reading does there', async () => {
    world = await openWorld('friendica');
    expect((await errorOf(openWorld('friendica', '2023.09'))).sentence).toMatchObject({
      key: 'platforms.tooOld',
      values: { needed: '2023.12' },
    });
    expect(familyOf(world.instance).accepts('friendica', '2024.12-1571')).toEqual({
      ok: true,
      cautions: [{ key: 'platforms.readingMarksSeen' }],
    });
  });
});

it('describes random posts under random faults without harming one', async () => {
  const tally = await describeRandomPosts('friendica', { runs: 25, seed: 20261125 });
  expect(tally.published).toBeGreaterThan(10);
});
