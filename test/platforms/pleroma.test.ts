import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Clock } from '../../src/lib/clock.ts';
import { detectInstance } from '../../src/platforms/detect.ts';
import { connectPlatform, familyOf } from '../../src/platforms/index.ts';
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
import { startSandboxInstance } from '../support/sandbox-instance/index.ts';
import type { NewPost } from '../support/sandbox-instance/posting.ts';

platformContract('pleroma');
oauthContract('pleroma');

const mediaPuts = ({ sandbox }: PlatformWorld) =>
  sandbox.log.filter(({ method, path }) => method === 'PUT' && path.startsWith('/api/v1/media/'));
const uploadText = ({ sandbox }: PlatformWorld, mediaId: string | undefined) =>
  sandbox.media(mediaId ?? '')?.upload?.description;

/** Whoever waits is there at once, and the time is what it would be then. */
function jumpingClock(startMs: number): Clock {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    sleep: async (ms) => {
      nowMs += ms;
    },
  };
}

describe('Pleroma', () => {
  let world: PlatformWorld;
  beforeEach(async () => {
    world = await openWorld('pleroma');
  });
  afterEach(() => world.sandbox.close());

  /** A post, read, with "Grey" approved for its first picture. */
  async function approve(given: NewPost) {
    const post = world.sandbox.createPost(world.bob, given);
    const editable = await world.client.readForEdit(post.id);
    const mediaId = editable.post.media[0]?.id ?? '';
    const changes = [{ mediaId, description: 'Grey', replaces: null }];
    const prepare = () => world.client.prepareEdit(post.id, changes, expectedOf(editable));
    return { post, mediaId, editable, changes, expected: expectedOf(editable), prepare };
  }

  async function ready(given: NewPost) {
    const approved = await approve(given);
    const prepared = await approved.prepare();
    if (prepared.kind !== 'ready') throw new Error(JSON.stringify(prepared));
    return { ...approved, edit: prepared.edit };
  }

  it('describes the upload, then edits the post with the same uploads and nothing that the server does not know', async () => {
    world.sandbox.configure({ unknownKeys: 'refused' });
    const { edit, post, mediaId } = await ready({ text: '*Fog*', contentType: 'text/markdown', media: [{}, {}] });
    world.sandbox.log.length = 0;
    expect(await world.client.writeEdit(edit)).toMatchObject({ kind: 'published', remarks: [] });
    const puts = world.sandbox.log.filter(({ method }) => method === 'PUT');
    expect(puts.map(({ path, body }) => [path, body])).toEqual([
      [`/api/v1/media/${mediaId}`, { description: 'Grey' }],
      [
        `/api/v1/statuses/${post.id}`,
        {
          status: '*Fog*',
          spoiler_text: '',
          sensitive: false,
          content_type: 'text/markdown',
          media_ids: post.mediaIds,
        },
      ],
    ]);
  });

  it.each([
    ['leads nowhere', 'unknown'],
    ['leads to another upload', 'taken'],
  ] as const)('refuses a post with a picture whose id %s', async (_what, inventedId) => {
    const { prepare } = await approve({ text: 'Fog', media: [{}, { inventedId }] });
    expect(await prepare()).toMatchObject({ kind: 'refused', reason: { key: 'platforms.refusesLostUpload' } });
    expect([editsOf(world.sandbox), mediaPuts(world)]).toEqual([[], []]);
  });

  it('refuses a post whose other picture would show a text that nobody sees yet', async () => {
    const { post, prepare } = await approve({ text: 'Fog', media: [{}, {}] });
    const other = world.sandbox.media(post.mediaIds[1] ?? '');
    if (other?.upload) other.upload.description = 'Written with another program';
    expect(await prepare()).toMatchObject({ kind: 'refused', reason: { key: 'platforms.refusesOtherUploadText' } });
    expect(mediaPuts(world)).toEqual([]);
  });

  it('refuses a post whose other picture would lose the text that it shows', async () => {
    const { post, prepare } = await approve({ text: 'Fog', media: [{}, { description: 'A lamp' }] });
    const other = world.sandbox.media(post.mediaIds[1] ?? '');
    if (other?.upload) other.upload.description = '';
    expect(await prepare()).toMatchObject({ kind: 'refused', reason: { key: 'platforms.refusesOtherUploadText' } });
    expect(mediaPuts(world)).toEqual([]);
  });

  it('refuses to write over a text of the upload that the post does not show', async () => {
    const { mediaId, prepare } = await approve({ text: 'Fog', media: [{}] });
    const upload = world.sandbox.media(mediaId)?.upload;
    if (upload) upload.description = 'Written with another program';
    expect(await prepare()).toMatchObject({ kind: 'refused', reason: { key: 'platforms.refusesOtherUploadText' } });
    expect(uploadText(world, mediaId)).toBe('Written with another program');
  });

  it('refuses posts that quote, that are for a list, and those whose typed text is not kept', async () => {
    const { sandbox, bob, client } = world;
    const quoted = sandbox.createPost(bob, { text: 'First', media: [{}] });
    const refusalOf = async (given: NewPost) => {
      const { id } = sandbox.createPost(bob, given);
      return (await client.readForEdit(id)).refusal?.key;
    };
    expect(await refusalOf({ text: 'Second', quoteOf: quoted.id, media: [{}] })).toBe('platforms.refusesQuote');
    expect(await refusalOf({ text: 'Old', withoutSource: true, media: [{}] })).toBe('platforms.refusesWithoutSource');
    expect(await refusalOf({ text: '', withoutSource: true, media: [{}] })).toBeUndefined();
    const status = { ...(await readRaw(quoted.id)), visibility: 'list' };
    sandbox.faults.add({ fault: 'status', code: 200, body: status, when: ({ path }) => path.endsWith(quoted.id) });
    expect(await client.readForEdit(quoted.id)).toMatchObject({
      post: { visibility: 'direct' },
      refusal: { key: 'platforms.refusesList' },
    });
  });

  async function readRaw(postId: string): Promise<object> {
    const authorization = `Bearer ${world.sandbox.issueToken(world.bob, 'read')}`;
    const answer = await fetch(`${world.sandbox.origin}/api/v1/statuses/${postId}`, { headers: { authorization } });
    return (await answer.json()) as object;
  }

  it('describes posts for its own server only, which it takes for posts to followers', async () => {
    const { edit, editable, post } = await ready({ text: 'Fog', localOnly: true, media: [{}] });
    expect(editable.post.visibility).toBe('private');
    const before = world.sandbox.snapshot();
    expect(await world.client.writeEdit(edit)).toMatchObject({ kind: 'published' });
    expect(world.sandbox.diff(before, world.sandbox.snapshot())).toMatchObject([{ postId: post.id, otherwise: [] }]);
  });

  it('stops between upload and post when the owner has edited meanwhile, and takes the upload’s text back', async () => {
    const { edit, post, mediaId } = await ready({ text: 'Fog', media: [{}] });
    world.sandbox.faults.add({
      fault: 'slow',
      ms: 0,
      times: 1,
      when: ({ method, path }) => {
        const isNext = method === 'GET' && path.endsWith(post.id) && mediaPuts(world).length > 0;
        if (isNext) world.sandbox.editAsOwner(post.id, { text: 'Thick fog' });
        return isNext;
      },
    });
    expect(await world.client.writeEdit(edit)).toMatchObject({ kind: 'conflict' });
    expect(editsOf(world.sandbox)).toEqual([]);
    expect(uploadText(world, mediaId)).toBe('');
    expect(world.sandbox.post(post.id).text).toBe('Thick fog');
  });

  it('leaves the owner’s own description of the upload when the owner was at work in between', async () => {
    const { edit, post, mediaId } = await ready({ text: 'Fog', media: [{}] });
    world.sandbox.faults.add({
      fault: 'slow',
      ms: 0,
      times: 1,
      when: ({ method, path }) => {
        const isNext = method === 'GET' && path.endsWith(post.id) && mediaPuts(world).length > 0;
        if (isNext) world.sandbox.editAsOwner(post.id, { descriptions: { [mediaId]: 'In my own words' } });
        return isNext;
      },
    });
    expect(await world.client.writeEdit(edit)).toMatchObject({ kind: 'conflict' });
    expect(uploadText(world, mediaId)).toBe('In my own words');
    expect((await world.client.readPost(post.id)).media[0]?.description).toBe('In my own words');
  });

  it('goes through with an edit that broke off between upload and post', async () => {
    const { edit, post, mediaId, changes, expected, prepare } = await ready({ text: 'Fog', media: [{}] });
    // As if the process had died: nothing after the upload reaches the server.
    const isAfterwards = ({ path }: { path: string }) => mediaPuts(world).length > 0 && !path.includes('/media/');
    const dead = world.sandbox.faults.add({ fault: 'reset', when: isAfterwards });
    expect(await world.client.writeEdit(edit)).toMatchObject({ kind: 'unconfirmed' });
    dead();
    expect(uploadText(world, mediaId)).toBe('Grey');
    expect(await world.client.settle(post.id, changes, expected)).toMatchObject({
      kind: 'lacks',
      current: { post: { media: [{ description: null }] } },
    });
    const again = await prepare();
    if (again.kind !== 'ready') throw new Error(again.kind);
    expect(await world.client.writeEdit(again.edit)).toMatchObject({ kind: 'published' });
    expect((await world.client.readPost(post.id)).media[0]?.description).toBe('Grey');
  });

  it('takes the upload’s text back when the server does not take the edit, so that another text can follow', async () => {
    const { edit, mediaId } = await ready({ text: 'Fog', media: [{}] });
    const body = { error: 'internal_server_error' };
    world.sandbox.faults.add({
      fault: 'status',
      code: 400,
      body,
      when: ({ method, path }) => method === 'PUT' && path.includes('/statuses/'),
      times: 1,
    });
    expect(await errorOf(world.client.writeEdit(edit))).toMatchObject({ category: 'validation', code: 'invalid' });
    expect(uploadText(world, mediaId)).toBe('');
  });

  it('says loudly that a picture is missing after an edit', async () => {
    const { edit, post } = await ready({ text: 'Fog', media: [{}, {}] });
    const [, second = ''] = post.mediaIds;
    world.sandbox.faults.add({
      fault: 'slow',
      ms: 0,
      times: 1,
      when: ({ method, path }) => {
        // The upload is deleted in the very moment before the edit.
        const isEdit = method === 'PUT' && path.includes('/statuses/');
        const media = world.sandbox.media(second);
        if (isEdit && media) media.upload = null;
        return isEdit;
      },
    });
    expect(await world.client.writeEdit(edit)).toMatchObject({
      kind: 'mismatch',
      differences: expect.arrayContaining([{ key: 'platforms.differsMedia' }]),
    });
  });

  it('does not take a private post for gone when the token has died', async () => {
    const { sandbox, bob, fetch, instance } = world;
    const hidden = sandbox.createPost(bob, { text: 'Fog', visibility: 'private', media: [{}] });
    const shown = sandbox.createPost(bob, { text: 'Fog', media: [{}] });
    const credentials = { accessToken: sandbox.issueToken(bob, 'read write'), scopes: 'read write' };
    const client = connectPlatform({ instance, credentials, fetch, clock: impatientClock, accountId: bob.id });
    const editable = await client.readForEdit(shown.id);
    sandbox.revokeToken(credentials.accessToken);
    const dead = { category: 'authentication', code: 'token-dead' };
    expect(await errorOf(client.readPost(hidden.id))).toMatchObject(dead);
    expect(await errorOf(client.settle(hidden.id, [], expectedOf(editable)))).toMatchObject(dead);
    expect(await errorOf(Array.fromAsync(client.listPosts()))).toMatchObject(dead);
    // A public post is still shown; the uploads behind it are not.
    const change = { mediaId: shown.mediaIds[0] ?? '', description: 'Grey', replaces: null };
    expect(await errorOf(client.prepareEdit(shown.id, [change], expectedOf(editable)))).toMatchObject(dead);
  });

  it('renews a token where an administrator lets tokens end sooner than in a hundred years', async () => {
    const { instance, fetch, sandbox } = world;
    const { registerApp, refresh } = familyOf(instance);
    const website = 'http://127.0.0.1:3000';
    const asked = { instance, redirectUri: `${website}/callback`, clientName: 'Altwright', website };
    const app = await registerApp({ ...asked, fetch, clock: impatientClock });
    const form = { grant_type: 'client_credentials', client_id: app.clientId, client_secret: app.clientSecret };
    const given = await globalThis.fetch(`${sandbox.origin}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ ...form, scope: app.scopes }),
    });
    const token = (await given.json()) as { access_token: string; refresh_token: string };
    const credentials = { accessToken: token.access_token, refreshToken: token.refresh_token, scopes: app.scopes };
    const renewed = await refresh?.({ instance, app, credentials, fetch, clock: impatientClock });
    expect(renewed).toMatchObject({ scopes: app.scopes, refreshToken: expect.any(String) });
    expect(renewed?.accessToken).not.toBe(credentials.accessToken);
  });

  it('finds a post by each of its links', async () => {
    const { sandbox, bob, client, instance } = world;
    const { id } = sandbox.createPost(bob, { text: 'Fog', media: [{}] });
    const hidden = sandbox.createPost(bob, { text: 'Fog', visibility: 'private', media: [{}] });
    const { uri } = await client.readPost(id);
    for (const link of [uri, `${instance.origin}/notice/${id}`, `${instance.origin}/@bob/posts/${id}`]) {
      expect((await client.findPostByUrl(link)).id).toBe(id);
    }
    const error = await errorOf(client.findPostByUrl((await client.readPost(hidden.id)).uri));
    expect(error).toMatchObject({ code: 'not-a-post-link', sentence: { key: 'platforms.nameLeadsNowhere' } });
    expect(await errorOf(client.findPostByUrl(`${instance.origin}/about`))).toMatchObject({ code: 'not-a-post-link' });
  });

  it('knows the limit of a description from where Pleroma says it', async () => {
    expect(world.instance).toMatchObject({ descriptionLimit: 5000, maxMediaAttachments: 16 });
    world.sandbox.setDescriptionLimit(120);
    const { instance } = await detectInstance(world.sandbox.origin, {
      ...world,
      clock: impatientClock,
      allowHttp: () => true,
    });
    expect(instance.descriptionLimit).toBe(120);
  });

  it('reads a file name as what stands there, and replaces it when asked to', async () => {
    world.sandbox.configure({ defaultDescription: 'filename' });
    const { post, editable, expected } = await approve({ text: 'Fog', media: [{}] });
    const [media] = editable.post.media;
    expect(media?.description).toMatch(/\.jpeg$/);
    const wish = [{ mediaId: media?.id ?? '', description: 'Grey', replaces: media?.description ?? null }];
    const prepared = await world.client.prepareEdit(post.id, wish, expected);
    if (prepared.kind !== 'ready') throw new Error(prepared.kind);
    expect(await world.client.writeEdit(prepared.edit)).toMatchObject({ kind: 'published' });
  });

  it('goes on ten seconds after the server has throttled it, which says nothing of that itself', async () => {
    const { sandbox, client } = world;
    sandbox.setRateLimit('timeline', 0);
    const error = await errorOf(client.listPosts().next());
    expect(error).toMatchObject({ category: 'platform', code: 'rate-limited' });
    const waitMs = (error.retryAtMs ?? 0) - Date.now();
    expect([waitMs > 5000, waitMs <= 10_000]).toEqual([true, true]);
  });

  it('lists at a pace that the server bears', async () => {
    const clock = jumpingClock(Date.UTC(2026, 10, 25));
    const sandbox = await startSandboxInstance({ dialect: 'pleroma', clock });
    onTestFinished(sandbox.close);
    const bob = sandbox.createAccount({ username: 'bob', password: 'bob' });
    for (let count = 0; count < 280; count++) sandbox.createPost(bob, { text: String(count), media: [{}] });
    const { fetch } = world;
    const { instance } = await detectInstance(sandbox.origin, { fetch, clock, allowHttp: () => true });
    const credentials = { accessToken: sandbox.issueToken(bob, 'read'), scopes: 'read' };
    const client = connectPlatform({ instance, credentials, fetch, clock });
    const pages = await Array.fromAsync(client.listPosts());
    expect(pages.flatMap(({ posts }) => posts)).toHaveLength(280);
  });

  it.each([
    ['2.4.5', 'too-old'],
    ['2.5.0', undefined],
  ])('meets version %s as it must', async (version, code) => {
    const opened = openWorld('pleroma', version);
    if (code)
      return void expect(await errorOf(opened)).toMatchObject({ code, sentence: { values: { needed: '2.5.0' } } });
    const { sandbox, instance } = await opened;
    expect(instance.descriptionLimit).toBe(5000);
    await sandbox.close();
  });
});

it('describes random posts under random faults without harming one', async () => {
  const tally = await describeRandomPosts('pleroma', { runs: 25, seed: 20261123 });
  expect(tally.published).toBeGreaterThan(10);
  expect(tally.refused).toBeGreaterThan(3);
});
