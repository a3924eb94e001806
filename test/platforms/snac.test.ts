import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { detectInstance } from '../../src/platforms/detect.ts';
import { connectPlatform } from '../../src/platforms/index.ts';
import type { DescriptionChange } from '../../src/platforms/platform.ts';
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

platformContract('snac');
oauthContract('snac');

describe('snac', () => {
  let world: PlatformWorld;
  beforeEach(async () => {
    world = await openWorld('snac');
  });
  afterEach(() => world.sandbox.close());

  const write = async (postId: string, changes: DescriptionChange[]) => {
    const { client } = world;
    const prepared = await client.prepareEdit(postId, changes, expectedOf(await client.readForEdit(postId)));
    if (prepared.kind !== 'ready') throw new Error(`not ready: ${JSON.stringify(prepared)}`);
    return client.writeEdit(prepared.edit);
  };
  const change = (mediaId: string | undefined, description: string, replaces: string | null = null) => ({
    ...{ mediaId: mediaId ?? '', description, replaces },
  });
  const namesOf = (pages: { posts: { uri: string }[] }[]) => pages.flatMap(({ posts }) => posts.map(({ uri }) => uri));

  it('writes on and takes back by the id a post had before its edits', async () => {
    const { sandbox, bob, client } = world;
    const { id, mediaIds } = sandbox.createPost(bob, { text: 'Fog', createdAt: Date.UTC(2025, 1), media: [{}, {}] });
    const [first, second] = mediaIds;
    const uri = (await client.readPost(id)).uri;
    for (const wish of [change(first, 'Grey'), change(second, 'White'), change(first, '', 'Grey')]) {
      expect(await write(id, [wish])).toMatchObject({ kind: 'published', remarks: [] });
      const now = await client.readPost(id);
      expect(now.id).not.toBe(id);
      expect(now).toMatchObject({ uri, editedAtMs: expect.any(Number) });
    }
    expect(mediaIds.map((mediaId) => sandbox.media(mediaId)?.description)).toEqual(['', 'White']);
  });

  it('does not take the English that it says of every post for the language of one', async () => {
    const { sandbox, bob, client } = world;
    const { id } = sandbox.createPost(bob, { text: 'Nebel', language: 'de', media: [{}] });
    expect((await client.readPost(id)).language).toBeNull();
  });

  it('describes a picture and no other, whatever became of its place', async () => {
    const { sandbox, bob, client } = world;
    const post = sandbox.createPost(bob, { text: 'Three', media: [{}, {}, {}] });
    const [first = '', second = '', third = ''] = post.mediaIds;
    const approved = await client.readForEdit(post.id);
    sandbox.editAsOwner(post.id, { mediaIds: [third, second] });
    expect(await client.prepareEdit(post.id, [change(first, 'The first')], expectedOf(approved))).toMatchObject({
      kind: 'conflict',
      reason: { key: 'platforms.mediaChanged' },
    });
    expect(await write(post.id, [change(third, 'The third')])).toMatchObject({ kind: 'published' });
    expect([first, second, third].map((id) => sandbox.media(id)?.description ?? '')).toEqual(['', '', 'The third']);
  });

  it('sends each description for the place of its picture and never changes an upload', async () => {
    const { sandbox, bob, client } = world;
    const { id, mediaIds } = sandbox.createPost(bob, {
      text: 'Two',
      language: 'de',
      media: [{ description: 'x' }, {}],
    });
    const { uri } = await client.readPost(id);
    await write(id, [change(mediaIds[1], 'The second')]);
    expect(editsOf(sandbox).map(({ body }) => body)).toEqual([
      {
        ...{ status: 'Two', spoiler_text: '', sensitive: false, media_ids: [`${uri}_0`, `${uri}_1`] },
        media_attributes: [{ id: `${uri}_1`, description: 'The second' }],
      },
    ]);
    expect(sandbox.log.filter(({ path }) => path.includes('/media/'))).toEqual([]);
  });

  it('reads, lists and describes a post that somebody boosted, and lists no boost', async () => {
    const { sandbox, bob, client } = world;
    const alice = sandbox.createAccount({ username: 'alice', password: 'alice' });
    const own = sandbox.createPost(bob, { text: 'Fog', media: [{}] });
    const hers = sandbox.createPost(alice, { text: 'hers', media: [{}] });
    sandbox.createPost(alice, { text: '', boostOf: own.id });
    sandbox.createPost(bob, { text: '', boostOf: hers.id });
    const { uri, isBoost, text } = await client.readPost(own.id);
    expect([isBoost, text]).toEqual([false, 'Fog']);
    expect(namesOf(await Array.fromAsync(client.listPosts()))).toEqual([uri]);
    expect(await write(own.id, [change(own.mediaIds[0], 'Grey')])).toMatchObject({ kind: 'published' });
    expect(await errorOf(client.readPost(hers.id))).toMatchObject({ code: 'not-yours' });
  });

  it('finds its way on in the list when the post of the cursor was edited or deleted meanwhile', async () => {
    const { sandbox, bob, client } = world;
    const made = Array.from({ length: 90 }, (_, day) =>
      sandbox.createPost(bob, { text: `day ${day}`, createdAt: Date.UTC(2025, 0, 1 + day), media: [{}] }),
    ).reverse();
    const all = namesOf(await Array.fromAsync(client.listPosts()));
    expect(all).toHaveLength(90);

    const seen = new Set<string>();
    let turn = 0;
    for await (const { posts, cursor } of client.listPosts()) {
      for (const { uri } of posts) seen.add(uri);
      const last = made.find(({ id }) => cursor?.endsWith(id.slice(10)));
      if (last && turn === 0) sandbox.editAsOwner(last.id, { text: 'edited' });
      if (last && turn === 1) sandbox.deletePost(last.id);
      turn++;
    }
    expect([...seen].sort()).toEqual([...all].sort());

    const first = (await client.listPosts().next()).value;
    const resumed = client.listPosts({ cursor: first?.cursor ?? '' });
    sandbox.editAsOwner(made[39]?.id ?? '', { text: 'edited' });
    expect(namesOf(await Array.fromAsync(resumed)).length).toBeGreaterThanOrEqual(49);
  });

  it('finds a post that it never lists by its link', async () => {
    const { sandbox, bob, client } = world;
    const hidden = sandbox.createPost(bob, { text: 'for followers', visibility: 'private', media: [{}] });
    expect(namesOf(await Array.fromAsync(client.listPosts()))).toEqual([]);
    expect((await client.findPostByUrl(`${sandbox.postUrl(hidden.id)}/`)).id).toBe(hidden.id);
    expect(await errorOf(client.findPostByUrl(sandbox.postUrl(hidden.id).replace('/p/', '/s/')))).toMatchObject({
      code: 'not-a-post-link',
      sentence: { key: 'platforms.notASnacLink' },
    });
  });

  it('refuses a warning that an edit would take away', async () => {
    const { sandbox, bob, client } = world;
    const { id } = sandbox.createPost(bob, { text: 'Fog', spoilerText: 'weather', sensitive: false, media: [{}] });
    expect((await client.readForEdit(id)).refusal?.key).toBe('platforms.refusesWarningWithoutMark');
  });

  it('does not take the page of a proxy for a post that is gone', async () => {
    const { sandbox, client, bob } = world;
    const { id } = sandbox.createPost(bob, { text: 'Fog', media: [{}] });
    sandbox.faults.add({ fault: 'status', code: 404, body: '<h1>404 Not Found (nginx)</h1>', when: () => true });
    expect(await errorOf(client.readForEdit(id))).toMatchObject({ code: 'no-such-page' });
  });

  it('says what to expect, and what is too old', async () => {
    const { sandbox, fetch, bob, instance } = world;
    const options = { fetch, clock: impatientClock, allowHttp: () => true };
    const { cautions } = await detectInstance(sandbox.origin, options);
    expect(cautions.map(({ key }) => key)).toEqual([
      ...['platforms.anyTokenMayDoAll', 'platforms.keepsNoHistory', 'platforms.listsNewestOnly'],
    ]);
    expect(instance).toMatchObject({
      software: 'snac',
      version: '2.96',
      maxMediaAttachments: 4,
      descriptionLimit: 1500,
    });

    expect((await errorOf(openWorld('snac', '2.95'))).code).toBe('too-old');
    const { id } = sandbox.createPost(bob, { text: 'Fog', media: [{}] });
    const credentials = { accessToken: sandbox.issueToken(bob, scopes), scopes };
    const old = connectPlatform({
      instance: { ...instance, version: '2.95' },
      credentials,
      fetch,
      clock: impatientClock,
    });
    expect((await old.readForEdit(id)).refusal).toMatchObject({ key: 'platforms.tooOld', values: { needed: '2.96' } });
  });
});

it('describes random posts under random faults without harming one', async () => {
  const tally = await describeRandomPosts('snac', { runs: 25, seed: 20261123 });
  expect(tally.published).toBeGreaterThan(10);
  expect(tally.refused).toBeGreaterThan(3);
});
