import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectPlatform } from '../../src/platforms/index.ts';
import { oauthContract } from '../contracts/oauth.contract.ts';
import { platformContract } from '../contracts/platform.contract.ts';
import {
  editsOf,
  errorOf,
  expectedOf,
  impatientClock,
  openWorld,
  type PlatformWorld,
  scopes,
} from '../contracts/platform-world.ts';
import { describeRandomPosts } from '../contracts/random-posts.ts';

platformContract('iceshrimp');
oauthContract('iceshrimp');

describe('Iceshrimp.NET', () => {
  let world: PlatformWorld;
  beforeEach(async () => {
    world = await openWorld('iceshrimp');
  });
  afterEach(() => world.sandbox.close());

  const ready = async (postId: string, mediaId: string, description = 'Grey') => {
    const { client } = world;
    const change = { mediaId, description, replaces: null };
    const prepared = await client.prepareEdit(postId, [change], expectedOf(await client.readForEdit(postId)));
    if (prepared.kind !== 'ready') throw new Error(`not ready: ${JSON.stringify(prepared)}`);
    return prepared.edit;
  };

  it('sends what an edit knows and nothing else, with a description for every listed picture', async () => {
    const { sandbox, bob, client } = world;
    const { id, mediaIds } = sandbox.createPost(bob, {
      ...{ text: 'Fog', spoilerText: 'weather', language: 'de', media: [{ description: 'x' }, {}] },
    });
    await client.writeEdit(await ready(id, mediaIds[1] ?? ''));
    expect(editsOf(sandbox).map(({ body }) => body)).toEqual([
      {
        ...{ status: 'Fog', spoiler_text: 'weather', media_ids: mediaIds },
        media_attributes: [{ id: mediaIds[1], description: 'Grey' }],
      },
    ]);
  });

  it('sees the same order in whatever order a post comes', async () => {
    const { sandbox, bob, client } = world;
    const { id, mediaIds } = sandbox.createPost(bob, { text: 'Three', media: [{}, {}, {}] });
    expect(await client.writeEdit(await ready(id, mediaIds[0] ?? ''))).toMatchObject({
      kind: 'published',
      remarks: [],
    });
    expect((await client.readPost(id)).media.map((picture) => picture.id)).toEqual(mediaIds);
  });

  it('shows a text that came with another post, and does not write over it', async () => {
    const { sandbox, bob, client } = world;
    const first = sandbox.createPost(bob, { text: 'Fog', media: [{}] });
    const [file = ''] = first.mediaIds;
    const again = sandbox.createPost(bob, { text: 'Fog, once more', media: [{ sameAs: file }] });
    const approved = await client.readForEdit(again.id);
    await client.writeEdit(await ready(first.id, file));
    const change = { mediaId: file, description: 'My other words', replaces: null };
    expect(await client.prepareEdit(again.id, [change], expectedOf(approved))).toMatchObject({
      kind: 'conflict',
      reason: { key: 'platforms.describedMeanwhile' },
    });
    expect(sandbox.media(file)?.description).toBe('Grey');
  });

  it('does not repeat an edit that changes nothing any more, which would be one more in its history', async () => {
    const { sandbox, bob, client } = world;
    const { id, mediaIds } = sandbox.createPost(bob, { text: 'Fog', media: [{}] });
    const approved = expectedOf(await client.readForEdit(id));
    const edit = await ready(id, mediaIds[0] ?? '');
    await client.writeEdit(edit);
    const change = { mediaId: mediaIds[0] ?? '', description: 'Grey', replaces: null };
    expect(await client.prepareEdit(id, [change], approved)).toMatchObject({ kind: 'already' });
    expect(sandbox.post(id).history).toHaveLength(2);
  });

  it('says that others may not hear of it when the files were described and the post was refused', async () => {
    const { sandbox, bob, client } = world;
    const { id, mediaIds } = sandbox.createPost(bob, { text: 'x'.repeat(9000), media: [{}] });
    expect(await client.writeEdit(await ready(id, mediaIds[0] ?? ''))).toMatchObject({
      kind: 'published',
      remarks: [{ key: 'platforms.mayNotHaveFederated' }],
    });
    expect(sandbox.post(id).federatedUpdates).toBe(0);
  });

  it('waits a minute when it has asked too often and is not told how long', async () => {
    const { sandbox, client } = world;
    sandbox.setRateLimit('sliding', 1);
    await client.verify();
    const { code, retryAtMs = 0 } = await errorOf(client.verify());
    expect(code).toBe('rate-limited');
    expect(Math.round((retryAtMs - Date.now()) / 1000)).toBe(60);
  });

  it.each([
    ['2024.1-beta3.patch1', false],
    ['2024.1-beta4.security2+e1d25a9231', true],
    ['2025.1-beta5.patch3.security4', true],
    ['2026.1.2-beta', true],
    ['2023.12', false],
  ])('%s: knows what an edit does there: %s', async (version, isKnown) => {
    const { sandbox, fetch, bob, instance } = world;
    const { id } = sandbox.createPost(bob, { text: 'Fog', media: [{}] });
    const credentials = { accessToken: sandbox.issueToken(bob, scopes), scopes };
    const client = connectPlatform({ instance: { ...instance, version }, credentials, fetch, clock: impatientClock });
    const { refusal } = await client.readForEdit(id);
    if (isKnown) expect(refusal).toBeNull();
    else expect(refusal).toMatchObject({ key: 'platforms.unknownBefore', values: { needed: '2024.1-beta4' } });
  });
});

it('describes random posts under random faults without harming one', async () => {
  const tally = await describeRandomPosts('iceshrimp', { runs: 25, seed: 20261123 });
  expect(tally.published).toBeGreaterThan(10);
  expect(tally.refused).toBeGreaterThan(3);
});
