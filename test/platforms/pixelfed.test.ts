import { afterEach, describe, expect, it } from 'vitest';
import { familyOf } from '../../src/platforms/index.ts';
import type { DescriptionChange } from '../../src/platforms/platform.ts';
import { oauthContract, walk } from '../contracts/oauth.contract.ts';
import { platformContract } from '../contracts/platform.contract.ts';
import {
  impatientClock as clock,
  editsOf,
  errorOf,
  expectedOf,
  openWorld,
  type PlatformWorld,
} from '../contracts/platform-world.ts';
import { describeRandomPosts } from '../contracts/random-posts.ts';
import type { NewPost } from '../support/sandbox-instance/posting.ts';

platformContract('pixelfed');
oauthContract('pixelfed');

describe('Pixelfed', () => {
  let world: PlatformWorld;
  afterEach(() => world.sandbox.close());

  /** A post, and texts that a person approved for its pictures, ready to be written. */
  const prepare = async (given: NewPost, texts: string[]) => {
    const { sandbox, bob, client } = world;
    const post = sandbox.createPost(bob, given);
    const editable = await client.readForEdit(post.id);
    const changes = texts.map((description, index): DescriptionChange => {
      const { id, description: replaces } = editable.post.media[index] ?? { id: '', description: null };
      return { mediaId: id, description, replaces };
    });
    return {
      post,
      changes,
      expected: expectedOf(editable),
      prepared: await client.prepareEdit(post.id, changes, expectedOf(editable)),
    };
  };
  const write = async (given: NewPost, texts: string[]) => {
    const { prepared, ...rest } = await prepare(given, texts);
    if (prepared.kind !== 'ready') throw new Error(prepared.kind);
    return { ...rest, outcome: await world.client.writeEdit(prepared.edit) };
  };

  it('describes by PUT media alone and never edits the post, which would lose something', async () => {
    world = await openWorld('pixelfed');
    const { sandbox } = world;
    const before = sandbox.snapshot();
    const { post, outcome } = await write({ text: 'Tom & Jerry', media: [{}, {}] }, ['Grey', 'Blue']);
    expect(outcome).toMatchObject({ kind: 'published', remarks: [] });
    expect(sandbox.log.filter(({ method }) => method === 'PUT').map(({ path }) => path)).toEqual(
      post.mediaIds.map((id) => `/api/v1/media/${id}`),
    );
    expect(sandbox.diff(before, sandbox.snapshot())[0]?.otherwise).toEqual(['added']);
    expect([post.history, post.federatedUpdates]).toEqual([[], 0]);
  });

  it('gets every sign there and back, and its lines as one', async () => {
    world = await openWorld('pixelfed');
    const text = 'R&D says <b>5 < 6</b> &amp; "&copy 2024"\n\nTwo\u0007 lines';
    const { post, changes, expected, outcome } = await write({ text: 'Signs', media: [{}] }, [text]);
    expect(outcome).toMatchObject({ kind: 'published' });
    const shown = (await world.client.readPost(post.id)).media[0]?.description;
    expect(shown).toBe('R&D says <b>5 < 6</b> &amp; "&copy 2024" Two lines');
    expect(world.client.keeps?.(text)).toBe(shown);
    expect(await world.client.prepareEdit(post.id, changes, expected)).toMatchObject({ kind: 'already' });
    expect(await world.client.settle(post.id, changes, expected)).toMatchObject({ kind: 'holds', intact: true });
  });

  it('takes a text away again that it keeps otherwise than it was sent', async () => {
    world = await openWorld('pixelfed');
    const text = 'One line\nand another';
    const { post } = await write({ text: 'Lines', media: [{}] }, [text]);
    const current = await world.client.readForEdit(post.id);
    const back = [{ mediaId: post.mediaIds[0] ?? '', description: '', replaces: text }];
    const prepared = await world.client.prepareEdit(post.id, back, expectedOf(current));
    if (prepared.kind !== 'ready') throw new Error(prepared.kind);
    expect(await world.client.writeEdit(prepared.edit)).toMatchObject({ kind: 'published' });
    expect(world.sandbox.post(post.id).mediaIds.map((id) => world.sandbox.media(id)?.description)).toEqual(['']);
  });

  it('refuses a text that fits, but not as it has to be sent', async () => {
    world = await openWorld('pixelfed');
    const { prepared } = await prepare({ text: 'Long', media: [{}] }, ['<'.repeat(1000)]);
    expect(prepared).toMatchObject({
      kind: 'refused',
      reason: { key: 'platforms.descriptionTooLong', values: { limit: 1000, length: 4000 } },
    });
    expect(editsOf(world.sandbox)).toEqual([]);
  });

  it('writes eight pictures of a larger album, then the rest, without ever being refused', async () => {
    world = await openWorld('pixelfed');
    const { sandbox, client } = world;
    sandbox.setRateLimit('media', 10);
    const texts = Array.from({ length: 10 }, (_, index) => `Picture ${index}`);
    const { post, changes, expected, outcome } = await write({ text: 'Album', media: texts.map(() => ({})) }, texts);
    if (outcome.kind !== 'partly') throw new Error(outcome.kind);
    expect(outcome.written.map(({ description }) => description)).toEqual(texts.slice(0, 8));
    expect(outcome.error).toMatchObject({ code: 'rate-limited', retryAtMs: expect.any(Number) });
    const current = await client.readForEdit(post.id);
    expect(await client.prepareEdit(post.id, changes, expected)).toMatchObject({ kind: 'conflict' });
    const rest = await client.prepareEdit(post.id, changes, expectedOf(current));
    if (rest.kind !== 'ready') throw new Error(rest.kind);
    expect(rest.edit.changed).toHaveLength(2);
    expect(await client.writeEdit(rest.edit)).toMatchObject({ kind: 'published' });
    expect(sandbox.log.filter(({ status }) => status === 429)).toEqual([]);
  });

  it('waits a minute after a 429 that says nothing of when', async () => {
    world = await openWorld('pixelfed');
    world.sandbox.setRateLimit('media', 0);
    const { prepared } = await prepare({ text: 'Busy', media: [{}] }, ['Grey']);
    if (prepared.kind !== 'ready') throw new Error(prepared.kind);
    const error = await errorOf(world.client.writeEdit(prepared.edit));
    expect(error).toMatchObject({ category: 'platform', code: 'rate-limited' });
    expect((error.retryAtMs ?? 0) - Date.now()).toBeGreaterThan(50_000);
  });

  it('describes posts whose edit others could not send whole', async () => {
    world = await openWorld('pixelfed');
    const { outcome } = await write({ text: '', spoilerText: 'look', sensitive: true, media: [{}] }, ['Grey']);
    expect(outcome).toMatchObject({ kind: 'published' });
  });

  it.each(['0.12.5', '0.13.0'])('%s: knows errors by their words', async (version) => {
    world = await openWorld('pixelfed', version);
    const { sandbox, bob, clientOf, client, instance } = world;
    expect(instance.descriptionLimit).toBe(1000);
    const post = sandbox.createPost(bob, { text: 'Fog', media: [{}] });
    const token = clientOf(bob, 'read');
    const editable = await token.readForEdit(post.id);
    const [{ id: mediaId = '' } = {}] = editable.post.media;
    const change = { mediaId, description: 'Grey', replaces: null };
    const prepared = await token.prepareEdit(post.id, [change], expectedOf(editable));
    if (prepared.kind !== 'ready') throw new Error(prepared.kind);
    expect(await errorOf(token.writeEdit(prepared.edit))).toMatchObject({ code: 'scope-missing' });
    sandbox.setDescriptionLimit(3);
    const refused = await errorOf(client.writeEdit(prepared.edit));
    expect(refused).toMatchObject({ category: 'validation', code: 'invalid' });
    expect(refused.sentence.values?.answer).toContain('must not be greater than 3');
    sandbox.deleteMedia(mediaId);
    expect(await client.writeEdit(prepared.edit)).toMatchObject({ kind: 'conflict' });
    sandbox.restrict(bob, 'pending');
    expect(await errorOf(client.verify())).toMatchObject({ code: 'account-blocked' });
  });

  it('takes being led to the sign-in page for a trouble of the account', async () => {
    world = await openWorld('pixelfed');
    const { sandbox, client } = world;
    const headers = { location: '/i/verify-email' };
    sandbox.faults.add({ fault: 'status', code: 302, headers, when: ({ path }) => path.startsWith('/api/') });
    expect(await errorOf(client.verify())).toMatchObject({ category: 'authentication', code: 'account-blocked' });
  });

  it('lists albums of pictures and films in no way, and everything else in one', async () => {
    world = await openWorld('pixelfed');
    const { sandbox, bob, client } = world;
    const album = sandbox.createPost(bob, { text: 'album', media: [{}, {}] });
    sandbox.createPost(bob, { text: 'mixed', media: [{}, { type: 'video', mimeType: 'video/mp4' }] });
    const reply = sandbox.createPost(bob, { text: 'reply', inReplyToId: album.id, media: [{}] });
    const pages = await Array.fromAsync(client.listPosts());
    expect(pages.flatMap(({ posts }) => posts.map(({ id }) => id))).toEqual([album.id]);
    expect((await client.findPostByUrl(sandbox.postUrl(reply.id))).id).toBe(reply.id);
  });

  it('renews its token with the refresh token, which then is another', async () => {
    world = await openWorld('pixelfed');
    const { sandbox, instance, fetch } = world;
    const { refresh, connect } = familyOf(instance);
    const { app, credentials } = await signIn(world);
    expect(credentials).toMatchObject({ scopes: 'read write', refreshToken: expect.any(String) });
    expect((credentials.expiresAtMs ?? 0) - Date.now()).toBeGreaterThan(364 * 86_400_000);
    const fresh = await refresh?.({ instance, app, credentials, fetch, clock });
    if (!fresh) throw new Error('no new credentials');
    expect(fresh.refreshToken).not.toBe(credentials.refreshToken);
    expect((await connect({ instance, credentials: fresh, fetch, clock }).verify()).username).toBe('bob');
    const old = connect({ instance, credentials, fetch, clock });
    expect(await errorOf(old.verify())).toMatchObject({ code: 'token-dead' });
    const again = familyOf(instance).refresh?.({ instance, app, credentials, fetch, clock });
    expect(await errorOf(again ?? Promise.resolve())).toMatchObject({ code: 'token-dead' });
    expect(sandbox.log.filter(({ path }) => path === '/oauth/token')).toHaveLength(3);
  });

  it('says so where its administrators take no applications', async () => {
    world = await openWorld('pixelfed');
    const { sandbox, instance, fetch } = world;
    const body = { error: '' };
    sandbox.faults.add({ fault: 'status', code: 404, body, when: ({ path }) => path === '/api/v1/apps' });
    const register = familyOf(instance).registerApp({ ...wish, instance, fetch });
    expect(await errorOf(register)).toMatchObject({ sentence: { key: 'platforms.takesNoApplications' } });
  });

  it('wants 0.12, and says that descriptions become one line', async () => {
    world = await openWorld('pixelfed');
    expect((await errorOf(openWorld('pixelfed', '0.11.13'))).sentence).toMatchObject({
      key: 'platforms.tooOld',
      values: { needed: '0.12.0' },
    });
    expect(familyOf(world.instance).accepts('pixelfed', '0.12.5')).toEqual({
      ok: true,
      cautions: [{ key: 'platforms.keepsOneLine' }],
    });
  });
});

const wish = {
  redirectUri: 'http://127.0.0.1:3000/connections/callback',
  clientName: 'Altwright',
  website: 'http://127.0.0.1:3000',
  clock,
};

/** Bob signs in on the server's pages and allows what is asked for. */
async function signIn(world: PlatformWorld) {
  const { instance, fetch } = world;
  const family = familyOf(instance);
  const app = await family.registerApp({ ...wish, instance, fetch });
  const start = await family.authorizeUrl({ instance, app, fetch });
  const callbackUrl = await walk(world, start.url, 'allow');
  return { app, credentials: await family.exchangeCode({ ...start, instance, app, callbackUrl, fetch, clock }) };
}

it('describes random posts under random faults without harming one', async () => {
  const tally = await describeRandomPosts('pixelfed', { runs: 25, seed: 20261125 });
  expect(tally.published).toBeGreaterThan(10);
});
