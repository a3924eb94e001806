import { afterEach, describe, expect, it } from 'vitest';
import { oauthContract } from '../contracts/oauth.contract.ts';
import { platformContract } from '../contracts/platform.contract.ts';
import { editsOf, errorOf, expectedOf, openWorld, type PlatformWorld } from '../contracts/platform-world.ts';
import { describeRandomPosts } from '../contracts/random-posts.ts';

platformContract('mastodon');
oauthContract('mastodon');

describe('Mastodon', () => {
  let world: PlatformWorld;
  afterEach(() => world.sandbox.close());

  it.each(['4.1.0', '4.2.10', '4.3.0+glitch', '4.6.0'])('%s keeps everything but the description', async (version) => {
    world = await openWorld('mastodon', version);
    const { sandbox, bob, client, instance } = world;
    expect(instance.descriptionLimit).toBe(version === '4.6.0' ? 10_000 : 1500);
    const post = sandbox.createPost(bob, { text: 'Fog', spoilerText: 'sky', language: 'fr', media: [{}, {}] });
    const before = sandbox.snapshot();
    const editable = await client.readForEdit(post.id);
    const change = { mediaId: editable.post.media[1]?.id ?? '', description: 'Grey', replaces: null };
    const prepared = await client.prepareEdit(post.id, [change], expectedOf(editable));
    if (prepared.kind !== 'ready') throw new Error(prepared.kind);
    expect(await client.writeEdit(prepared.edit)).toMatchObject({ kind: 'published', remarks: [] });
    expect(Object.keys(editsOf(sandbox)[0]?.body ?? {}).sort()).toEqual(
      ['language', 'media_attributes', 'media_ids', 'sensitive', 'spoiler_text', 'status'].sort(),
    );
    expect(sandbox.diff(before, sandbox.snapshot())).toMatchObject([
      { otherwise: [], descriptions: [{ after: 'Grey' }] },
    ]);
  });

  it('leaves a post without a language without one', async () => {
    world = await openWorld('mastodon');
    const { sandbox, bob, client } = world;
    const post = sandbox.createPost(bob, { text: 'Fog', language: null, media: [{}] });
    const editable = await client.readForEdit(post.id);
    const change = { mediaId: post.mediaIds[0] ?? '', description: 'Grey', replaces: null };
    const prepared = await client.prepareEdit(post.id, [change], expectedOf(editable));
    if (prepared.kind !== 'ready') throw new Error(prepared.kind);
    expect(await client.writeEdit(prepared.edit)).toMatchObject({ kind: 'published' });
    expect(sandbox.post(post.id).language).toBeNull();
  });

  it('refuses a warning that is not marked as sensitive, because an edit would mark it', async () => {
    world = await openWorld('mastodon');
    const { sandbox, bob, client } = world;
    const post = sandbox.createPost(bob, { text: 'Fog', spoilerText: 'sky', sensitive: false, media: [{}] });
    expect((await client.readForEdit(post.id)).refusal?.key).toBe('platforms.refusesUnmarkedWarning');
  });

  it('stops at the budget that edits share with posts, and still reads', async () => {
    world = await openWorld('mastodon');
    const { sandbox, bob, client } = world;
    sandbox.setRateLimit('statuses', 1);
    const endings = [];
    for (const text of ['one', 'two']) {
      const post = sandbox.createPost(bob, { text, media: [{}] });
      const editable = await client.readForEdit(post.id);
      const change = { mediaId: post.mediaIds[0] ?? '', description: 'Grey', replaces: null };
      const prepared = await client.prepareEdit(post.id, [change], expectedOf(editable));
      if (prepared.kind !== 'ready') throw new Error(prepared.kind);
      endings.push(prepared.edit);
    }
    const [first, second] = endings;
    if (!first || !second) throw new Error('two edits were prepared');
    expect(await client.writeEdit(first)).toMatchObject({ kind: 'published' });
    const error = await errorOf(client.writeEdit(second));
    expect(error).toMatchObject({ code: 'rate-limited', retryAtMs: expect.any(Number) });
    expect((await client.readPost(second.postId)).media[0]?.description).toBeNull();
    expect(editsOf(sandbox)).toHaveLength(1);
  });

  it('tells a blocked account from a dead token', async () => {
    world = await openWorld('mastodon');
    world.sandbox.restrict(world.bob, 'disabled');
    expect(await errorOf(world.client.verify())).toMatchObject({ category: 'authentication', code: 'account-blocked' });
  });
});

it('describes random posts under random faults without harming one', async () => {
  const tally = await describeRandomPosts('mastodon', { runs: 25, seed: 20261123 });
  expect(tally.published).toBeGreaterThan(10);
  expect(tally.refused).toBeGreaterThan(3);
});
