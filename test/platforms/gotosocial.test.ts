import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { detectInstance } from '../../src/platforms/detect.ts';
import { oauthContract } from '../contracts/oauth.contract.ts';
import { platformContract } from '../contracts/platform.contract.ts';
import {
  editsOf,
  expectedOf,
  impatientClock,
  openWorld,
  type PlatformWorld,
  scopes,
} from '../contracts/platform-world.ts';
import { describeRandomPosts } from '../contracts/random-posts.ts';

platformContract('gotosocial');
oauthContract('gotosocial');

describe('GoToSocial', () => {
  let world: PlatformWorld;
  beforeEach(async () => {
    world = await openWorld('gotosocial');
  });
  afterEach(() => world.sandbox.close());

  it('keeps the format of a post', async () => {
    const { sandbox, bob, client } = world;
    const post = sandbox.createPost(bob, { text: '*Fog*', contentType: 'text/markdown', media: [{}] });
    const editable = await client.readForEdit(post.id);
    expect(editable.source.contentType).toBe('text/markdown');
    const change = { mediaId: post.mediaIds[0] ?? '', description: 'Grey', replaces: null };
    const prepared = await client.prepareEdit(post.id, [change], expectedOf(editable));
    if (prepared.kind !== 'ready') throw new Error(prepared.kind);
    expect(await client.writeEdit(prepared.edit)).toMatchObject({ kind: 'published' });
    expect(editsOf(sandbox)).toMatchObject([{ body: { content_type: 'text/markdown' } }]);
  });

  it.each([
    ['a description over the limit', 'platforms.refusesOverlongDescription', 'x'.repeat(1501)],
    ['no language', 'platforms.refusesWithoutLanguage', 'fine'],
  ])('refuses a post with %s', async (_what, key, description) => {
    const { sandbox, bob, client } = world;
    const language = key === 'platforms.refusesWithoutLanguage' ? null : 'en';
    const post = sandbox.createPost(bob, { text: 'Fog', language, media: [{ description }, {}] });
    expect((await client.readForEdit(post.id)).refusal?.key).toBe(key);
  });

  it('refuses a bare post where the server demands a least length', async () => {
    const { sandbox, bob, fetch } = world;
    sandbox.setDescriptionMinimum(10);
    const options = { fetch, clock: impatientClock, allowHttp: () => true };
    const { instance, family } = await detectInstance(sandbox.origin, options);
    expect(instance.descriptionMinimum).toBe(10);
    const credentials = { accessToken: sandbox.issueToken(bob, scopes), scopes };
    const client = family.connect({ instance, credentials, fetch, clock: impatientClock });
    const post = sandbox.createPost(bob, { text: 'Fog', media: [{}] });
    expect((await client.readForEdit(post.id)).refusal?.key).toBe('platforms.refusesMinimum');
  });

  it('takes "not changed" for success only when the text is there', async () => {
    const { sandbox, bob, client } = world;
    const post = sandbox.createPost(bob, { text: 'Fog', media: [{}] });
    const editable = await client.readForEdit(post.id);
    const mediaId = post.mediaIds[0] ?? '';
    const changes = [{ mediaId, description: 'Grey', replaces: null }];
    const prepared = await client.prepareEdit(post.id, changes, expectedOf(editable));
    if (prepared.kind !== 'ready') throw new Error(prepared.kind);
    const body = { error: 'Unprocessable Entity: status was not changed' };
    sandbox.faults.add({ fault: 'status', code: 422, body, when: ({ method }) => method === 'PUT', times: 1 });
    expect(await client.writeEdit(prepared.edit)).toMatchObject({ kind: 'mismatch', descriptionsHeld: false });

    // The half-finished edit of a server that failed between picture and post: told to nobody.
    const record = sandbox.media(mediaId);
    if (record) record.description = 'Grey';
    expect(await client.writeEdit(prepared.edit)).toMatchObject({
      kind: 'published',
      remarks: [{ key: 'platforms.mayNotHaveFederated' }],
    });
    expect(editsOf(sandbox)).toHaveLength(2);
  });

  it('warns where a token can do everything', async () => {
    const old = await openWorld('gotosocial', '0.18.3');
    const options = { fetch: old.fetch, clock: impatientClock, allowHttp: () => true };
    const { cautions } = await detectInstance(old.sandbox.origin, options);
    await old.sandbox.close();
    expect(cautions).toEqual([{ key: 'platforms.tokenIsAllPowerful' }]);
  });
});

it('describes random posts under random faults without harming one', async () => {
  const tally = await describeRandomPosts('gotosocial', { runs: 25, seed: 20261123 });
  expect(tally.published).toBeGreaterThan(10);
  expect(tally.refused).toBeGreaterThan(3);
});
