import { afterEach, describe, expect, it } from 'vitest';
import { connectPlatform, familyOfSoftware } from '../../src/platforms/index.ts';
import { miauthContract } from '../contracts/miauth.contract.ts';
import { platformContract } from '../contracts/platform.contract.ts';
import { errorOf, expectedOf, openWorld, type PlatformWorld } from '../contracts/platform-world.ts';
import { describeRandomPosts } from '../contracts/random-posts.ts';

platformContract('sharkey');
miauthContract('sharkey');

describe('Sharkey', () => {
  let world: PlatformWorld;
  afterEach(() => world.sandbox.close());

  it('takes descriptions of 8,192 characters, or of what its administrator says', async () => {
    world = await openWorld('sharkey', '2024.9.1');
    expect(world.instance.descriptionLimit).toBe(8192);
    await world.sandbox.close();
    world = await openWorld('sharkey');
    world.sandbox.setDescriptionLimit(300);
    const clock = { now: () => Date.now(), sleep: async () => {} };
    const about = { ...world.instance, fetch: world.fetch, clock };
    expect((await familyOfSoftware('sharkey')?.readInstance(about))?.descriptionLimit).toBe(300);
  });

  it('passes on a refusal that counts half characters, with nothing written', async () => {
    world = await openWorld('sharkey');
    const { sandbox, bob, client, instance } = world;
    const { id, mediaIds } = sandbox.createPost(bob, { text: 'x', media: [{}] });
    const editable = await client.readForEdit(id);
    const description = '🌫'.repeat(instance.descriptionLimit);
    const change = { mediaId: mediaIds[0] ?? '', description, replaces: null };
    const prepared = await client.prepareEdit(id, [change], expectedOf(editable));
    if (prepared.kind !== 'ready') throw new Error(prepared.kind);
    const error = await errorOf(client.writeEdit(prepared.edit));
    expect(error).toMatchObject({ category: 'validation', code: 'invalid' });
    expect(error.sentence.values?.answer).toContain('COMMENT_TOO_LONG');
    expect(sandbox.media(mediaIds[0] ?? '')?.description).toBeNull();
  });

  it('lists replies to others, which it leaves out where files are asked for, and says how far a page reaches', async () => {
    world = await openWorld('sharkey');
    const { sandbox, bob, client } = world;
    const alice = sandbox.createAccount({ username: 'alice', password: 'alice' });
    const hers = sandbox.createPost(alice, { text: 'hers' });
    const oldest = sandbox.createPost(bob, { text: 'words only', createdAt: Date.UTC(2025, 0, 1) });
    const reply = sandbox.createPost(bob, { text: '@alice look', inReplyToId: hers.id, media: [{}] });
    const [page] = await Array.fromAsync(client.listPosts());
    expect(page?.posts.map(({ id }) => id)).toEqual([reply.id]);
    expect(page).toMatchObject({ cursor: oldest.id, reachesBackToMs: Date.UTC(2025, 0, 1) });
  });

  it('is asked for two notes a second at most, which is what it takes', async () => {
    world = await openWorld('sharkey');
    const { sandbox, bob, instance, fetch } = world;
    const { id } = sandbox.createPost(bob, { text: 'x', media: [{}] });
    const asked: number[] = [];
    let nowMs = 0;
    const clock = {
      now: () => nowMs,
      sleep: async (ms: number) => {
        nowMs += ms;
      },
    };
    const credentials = { accessToken: sandbox.issueToken(bob, 'read:account write:drive'), scopes: '' };
    const client = connectPlatform({ instance, credentials, fetch, clock, accountId: bob.id });
    sandbox.faults.add({
      fault: 'slow',
      ms: 0,
      when: ({ path }) => {
        if (path.endsWith('/show')) asked.push(nowMs);
        return false;
      },
    });
    for (let round = 0; round < 4; round += 1) await client.readPost(id);
    expect(asked).toEqual([0, 500, 1000, 1500]);
    nowMs = -3_600_000;
    await client.readPost(id);
    expect(nowMs).toBe(-3_600_000 + 500);
  });

  it('knows when a note was edited, and takes that for a change', async () => {
    world = await openWorld('sharkey');
    const { sandbox, bob, client } = world;
    const post = sandbox.createPost(bob, { text: 'x', media: [{}] });
    const before = await client.readForEdit(post.id);
    sandbox.editAsOwner(post.id, { text: 'x' });
    const after = await client.readForEdit(post.id);
    expect([before.post.editedAtMs, after.post.editedAtMs]).toEqual([null, expect.any(Number)]);
    expect(after.fingerprint).not.toBe(before.fingerprint);
  });

  it('is not asked over its Mastodon API, and no note is edited to tell other servers', async () => {
    world = await openWorld('sharkey');
    const { sandbox, bob, client } = world;
    const post = sandbox.createPost(bob, { text: 'x', media: [{}] });
    const editable = await client.readForEdit(post.id);
    const change = { mediaId: post.mediaIds[0] ?? '', description: 'Grey', replaces: null };
    const prepared = await client.prepareEdit(post.id, [change], expectedOf(editable));
    if (prepared.kind !== 'ready') throw new Error(prepared.kind);
    await client.writeEdit(prepared.edit);
    expect(sandbox.log.filter(({ path }) => /^\/api\/v\d|notes\/edit/.test(path))).toEqual([]);
    expect(sandbox.post(post.id).federatedUpdates).toBe(0);
    expect(familyOfSoftware('sharkey')?.capabilities.federates).toBe(false);
  });
});

it('describes random posts under random faults without harming one', async () => {
  const tally = await describeRandomPosts('sharkey', { runs: 25, seed: 20261125 });
  expect(tally.published).toBeGreaterThan(8);
});
