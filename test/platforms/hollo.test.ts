import { afterEach, describe, expect, it } from 'vitest';
import { connectPlatform } from '../../src/platforms/index.ts';
import { oauthContract } from '../contracts/oauth.contract.ts';
import { platformContract } from '../contracts/platform.contract.ts';
import {
  errorOf,
  expectedOf,
  impatientClock,
  openWorld,
  type PlatformWorld,
  scopes,
} from '../contracts/platform-world.ts';
import { describeRandomPosts } from '../contracts/random-posts.ts';

platformContract('hollo');
oauthContract('hollo');

describe('Hollo', () => {
  let world: PlatformWorld;
  afterEach(() => world.sandbox.close());

  it('refuses direct posts, whose edit would go to all followers', async () => {
    world = await openWorld('hollo');
    const { sandbox, bob, client } = world;
    const post = sandbox.createPost(bob, { text: 'only you', visibility: 'direct', media: [{}] });
    const editable = await client.readForEdit(post.id);
    expect(editable.refusal?.key).toBe('platforms.refusesDirect');
    const change = { mediaId: post.mediaIds[0] ?? '', description: 'Grey', replaces: null };
    expect(await client.prepareEdit(post.id, [change], expectedOf(editable))).toMatchObject({ kind: 'refused' });
    expect(sandbox.post(post.id).leakedToFollowers).toBe(false);
  });

  it('refuses a post without a language, which an edit would give one', async () => {
    world = await openWorld('hollo');
    const { sandbox, bob, client } = world;
    const post = sandbox.createPost(bob, { text: 'Fog', language: null, media: [{}] });
    expect((await client.readForEdit(post.id)).refusal?.key).toBe('platforms.refusesWithoutLanguage');
  });

  it('notices a server that says yes and keeps nothing', async () => {
    world = await openWorld('hollo');
    const { sandbox, bob, client } = world;
    const post = sandbox.createPost(bob, { text: 'Fog', media: [{}] });
    const editable = await client.readForEdit(post.id);
    const change = { mediaId: post.mediaIds[0] ?? '', description: 'Grey', replaces: null };
    const prepared = await client.prepareEdit(post.id, [change], expectedOf(editable));
    if (prepared.kind !== 'ready') throw new Error(prepared.kind);
    sandbox.faults.add({ fault: 'status', code: 200, body: {}, when: ({ method }) => method === 'PUT' });
    expect(await client.writeEdit(prepared.edit)).toMatchObject({
      kind: 'mismatch',
      descriptionsHeld: false,
      differences: [{ key: 'platforms.differsDescription' }],
    });
  });

  it('refuses to write to a version that ignores descriptions, with the version that is needed', async () => {
    world = await openWorld('hollo');
    const { sandbox, bob, fetch, instance } = world;
    const credentials = { accessToken: sandbox.issueToken(bob, scopes), scopes };
    const set = { instance: { ...instance, version: '0.9.5' }, credentials, fetch, clock: impatientClock };
    const post = sandbox.createPost(bob, { text: 'Fog', media: [{}] });
    const { refusal } = await connectPlatform(set).readForEdit(post.id);
    expect(refusal).toMatchObject({ key: 'platforms.tooOld', values: { needed: '0.9.6' } });
    expect((await errorOf(openWorld('hollo', '0.9.5'))).code).toBe('too-old');
  });
});

it('describes random posts under random faults without harming one', async () => {
  const tally = await describeRandomPosts('hollo', { runs: 25, seed: 20261123 });
  expect(tally.published).toBeGreaterThan(10);
  expect(tally.refused).toBeGreaterThan(3);
});
