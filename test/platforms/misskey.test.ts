import { describe, expect, it, onTestFinished } from 'vitest';
import { connectPlatform, familyOfSoftware } from '../../src/platforms/index.ts';
import { miauthContract } from '../contracts/miauth.contract.ts';
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

platformContract('misskey');
miauthContract('misskey');

let world: PlatformWorld;
async function open(version?: string): Promise<void> {
  world = await openWorld('misskey', version);
  onTestFinished(() => world.sandbox.close());
}

/** Reads a post of Bob's and approves a text for each of its undescribed pictures. */
async function prepare(postId: string, text = 'A pier in fog') {
  const editable = await world.client.readForEdit(postId);
  const bare = editable.post.media.filter(({ description }) => description === null);
  const changes = bare.map(({ id }) => ({ mediaId: id, description: text, replaces: null }));
  const prepared = await world.client.prepareEdit(postId, changes, expectedOf(editable));
  return { editable, changes, prepared };
}

async function ready(postId: string, text?: string) {
  const { prepared } = await prepare(postId, text);
  if (prepared.kind !== 'ready') throw new Error(prepared.kind);
  return prepared.edit;
}

describe('a description on Misskey', () => {
  it('changes in every post with the file, and never over what somebody wrote there meanwhile', async () => {
    await open();
    const { sandbox, bob, client } = world;
    const first = sandbox.createPost(bob, { text: 'one', media: [{}] });
    const second = sandbox.createPost(bob, { text: 'again', media: [{ sameAs: first.mediaIds[0] ?? '' }] });
    const { editable, changes } = await prepare(second.id);
    const before = sandbox.snapshot();
    expect(await client.writeEdit(await ready(first.id))).toMatchObject({ kind: 'published' });
    const changed = sandbox.diff(before, sandbox.snapshot());
    expect(changed.map(({ postId, otherwise }) => [postId, otherwise])).toEqual([
      [first.id, []],
      [second.id, []],
    ]);
    const other = changes.map((change) => ({ ...change, description: 'Something else' }));
    const outcome = await client.prepareEdit(second.id, other, expectedOf(editable));
    expect(outcome).toMatchObject({ kind: 'conflict', reason: { key: 'platforms.describedMeanwhile' } });
    const same = await client.prepareEdit(second.id, changes, expectedOf(editable));
    expect(same).toMatchObject({ kind: 'already' });
  });

  it('says that it belongs to the file, and that no other server hears of it', () => {
    const family = familyOfSoftware('misskey');
    expect(family?.capabilities).toMatchObject({ sharedFile: true, federates: false, altMax: 512, mode: 'driveFile' });
    expect(family?.accepts('misskey', '2025.10.2')).toEqual({
      ok: true,
      cautions: [{ key: 'platforms.filesAreShared' }],
    });
  });

  it('sends the file and its description and nothing else', async () => {
    await open();
    const { sandbox, bob, client } = world;
    const { id, mediaIds } = sandbox.createPost(bob, { text: 'x', media: [{}] });
    await client.writeEdit(await ready(id));
    const [edit, ...others] = editsOf(sandbox);
    expect([others, edit?.body]).toEqual([
      [],
      { fileId: mediaIds[0], comment: 'A pier in fog', i: expect.any(String) },
    ]);
  });

  it('is taken away with null, as if there had never been one', async () => {
    await open();
    const { sandbox, bob, client } = world;
    const { id, mediaIds } = sandbox.createPost(bob, { text: 'x', media: [{ description: 'old' }] });
    const editable = await client.readForEdit(id);
    const change = { mediaId: mediaIds[0] ?? '', description: '', replaces: 'old' };
    const prepared = await client.prepareEdit(id, [change], expectedOf(editable));
    if (prepared.kind !== 'ready') throw new Error(prepared.kind);
    expect(await client.writeEdit(prepared.edit)).toMatchObject({ kind: 'published' });
    expect(sandbox.media(mediaIds[0] ?? '')?.description).toBeNull();
  });

  it('is not written when the owner has deleted the file, and what was written before that is told', async () => {
    await open();
    const { sandbox, bob, client } = world;
    const gone = sandbox.createPost(bob, { text: 'x', media: [{}, {}] });
    const early = await prepare(gone.id);
    sandbox.deleteMedia(gone.mediaIds[0] ?? '');
    expect(await client.prepareEdit(gone.id, early.changes, expectedOf(early.editable))).toMatchObject({
      kind: 'conflict',
      reason: { key: 'platforms.mediaChanged' },
    });
    const late = sandbox.createPost(bob, { text: 'x', media: [{}, {}] });
    const edit = await ready(late.id);
    sandbox.deleteMedia(late.mediaIds[1] ?? '');
    expect(await client.writeEdit(edit)).toMatchObject({ kind: 'conflict' });
    expect(sandbox.media(late.mediaIds[0] ?? '')?.description).toBe('A pier in fog');
  });

  it('may be given to posts with a poll, a warning without text, or in a channel: nothing of them is sent', async () => {
    await open();
    const { sandbox, bob, client } = world;
    const made = [
      sandbox.createPost(bob, { text: 'Which?', poll: { options: ['a', 'b'] }, media: [{}] }),
      sandbox.createPost(bob, { text: '', spoilerText: 'look', media: [{}] }),
      sandbox.createPost(bob, { text: 'boats', channelId: '9harbours', visibility: 'direct', media: [{}] }),
    ];
    const before = sandbox.snapshot();
    for (const { id } of made) expect(await client.writeEdit(await ready(id))).toMatchObject({ kind: 'published' });
    expect(sandbox.diff(before, sandbox.snapshot()).flatMap(({ otherwise }) => otherwise)).toEqual([]);
  });

  it('is refused for a renote, and given to a quote', async () => {
    await open();
    const { sandbox, bob, client } = world;
    const alice = sandbox.createAccount({ username: 'alice', password: 'alice' });
    const hers = sandbox.createPost(alice, { text: 'hers', media: [{}] });
    const renote = sandbox.createPost(bob, { text: '', boostOf: hers.id });
    const quote = sandbox.createPost(bob, { text: '', boostOf: hers.id, media: [{}] });
    expect((await client.readForEdit(renote.id)).refusal?.key).toBe('platforms.refusesBoost');
    expect((await errorOf(client.findPostByUrl(sandbox.postUrl(renote.id)))).code).toBe('not-yours');
    expect(await client.writeEdit(await ready(quote.id))).toMatchObject({ kind: 'published' });
  });
});

describe('the list of a Misskey account', () => {
  it('has replies to others and notes in channels, which a cache of the server leaves out', async () => {
    await open();
    const { sandbox, bob, client } = world;
    const alice = sandbox.createAccount({ username: 'alice', password: 'alice' });
    const hers = sandbox.createPost(alice, { text: 'hers' });
    const reply = sandbox.createPost(bob, { text: '@alice look', inReplyToId: hers.id, media: [{}] });
    const inChannel = sandbox.createPost(bob, { text: 'boats', channelId: '9harbours', media: [{}] });
    sandbox.createPost(bob, { text: 'words only' });
    const [page] = await Array.fromAsync(client.listPosts());
    expect(page?.posts.map(({ id }) => id)).toEqual([inChannel.id, reply.id]);
    expect(page?.posts.map(({ isReply }) => isReply)).toEqual([false, true]);
  });

  it('goes on after a short page, and ends with an empty one', async () => {
    await open();
    const { sandbox, bob, client } = world;
    const made = Array.from({ length: 3 }, (_, day) =>
      sandbox.createPost(bob, { text: 'x', createdAt: Date.UTC(2025, 0, 1 + day), media: [{}] }),
    ).reverse();
    const pages = await Array.fromAsync(client.listPosts());
    expect(pages.map(({ posts, cursor }) => [posts.length, cursor])).toEqual([
      [3, made[2]?.id],
      [0, null],
    ]);
  });

  it('ends rather than circle when a server gives one page again and again', async () => {
    await open();
    const { sandbox, bob, client } = world;
    sandbox.createPost(bob, { text: 'x', media: [{}] });
    const { json } = await postJson(`${sandbox.origin}/api/users/notes`, { userId: bob.id });
    sandbox.faults.add({ fault: 'status', code: 200, body: json, when: { path: /users\/notes/ } });
    const pages = await Array.fromAsync(client.listPosts());
    expect(pages.flatMap(({ posts }) => posts)).toHaveLength(1);
    expect(pages.at(-1)?.cursor).toBeNull();
  });
});

async function postJson(url: string, body: object): Promise<{ json: object }> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return { json: (await response.json()) as object };
}

it('takes people that only one relative knows of for the fewest', async () => {
  await open();
  const { sandbox, bob, instance, fetch } = world;
  sandbox.createPost(bob, { text: 'For a circle', media: [{}] });
  const client = connectPlatform({
    ...{
      instance,
      clock: impatientClock,
      credentials: { accessToken: sandbox.issueToken(bob, 'read:account'), scopes: '' },
    },
    async fetch(...asked) {
      const response = await fetch(...asked);
      return new Response((await response.text()).replace('"visibility":"public"', '"visibility":"circle"'), response);
    },
  });
  const [page] = await Array.fromAsync(client.listPosts());
  expect(page?.posts).toMatchObject([{ text: 'For a circle', visibility: 'direct' }]);
});

describe('the token of a Misskey account', () => {
  it('goes in the body, where the older servers want it and the only place they take it from', async () => {
    await open('12.119.2');
    const { sandbox, bob, client } = world;
    const { id } = sandbox.createPost(bob, { text: 'x', media: [{}] });
    expect((await client.verify()).username).toBe('bob');
    expect(await client.writeEdit(await ready(id))).toMatchObject({ kind: 'published' });
  });

  it.each([
    ['12.119.2', 'not-a-token', 'token-dead'],
    ['2025.10.2', 'not-a-token', 'token-dead'],
    ['12.119.2', null, 'scope-missing'],
    ['2025.10.2', null, 'scope-missing'],
  ])('is told to be bad by %s, whatever the status: %s, %s', async (version, accessToken, code) => {
    await open(version);
    const { clientOf, bob, instance, fetch } = world;
    const family = familyOfSoftware('misskey');
    const clock = { now: () => Date.now(), sleep: async () => {} };
    const client = accessToken
      ? family?.connect({ instance, credentials: { accessToken, scopes: '' }, fetch, clock })
      : clientOf(bob, 'write:drive');
    expect(await errorOf(client?.verify() ?? Promise.reject())).toMatchObject({ category: 'authentication', code });
  });

  it('is not repeated in the words of an error', async () => {
    await open();
    const { sandbox, client } = world;
    const echo = { error: { code: 'INTERNAL_ERROR', message: 'e', info: {} as object } };
    sandbox.faults.add({
      fault: 'status',
      code: 400,
      body: echo,
      when: ({ body }) => {
        echo.error.info = { sent: body };
        return true;
      },
    });
    const error = await errorOf(client.verify());
    expect(error.code).toBe('server-trouble');
    expect(String(error.cause)).toContain('[redacted]');
  });

  it.each([
    ['YOUR_ACCOUNT_SUSPENDED', 403, 'account-blocked'],
    ['RESTRICTED_BY_ROLE', 400, 'account-blocked'],
    ['RATE_LIMIT_EXCEEDED', 400, 'rate-limited'],
    ['INTERNAL_ERROR', 400, 'server-trouble'],
    ['INVALID_PARAM', 400, 'invalid'],
    ['UNKNOWN_API_ENDPOINT', 404, 'no-such-page'],
  ])('answers with %s and %i: %s', async (name, status, code) => {
    await open();
    const { sandbox, client } = world;
    const body = { error: { code: name, message: 'words', id: 'x', kind: 'client' } };
    sandbox.faults.add({ fault: 'status', code: status, body, when: () => true });
    expect((await errorOf(client.verify())).code).toBe(code);
  });
});

describe('the limits of a Misskey', () => {
  it('are its own, or what a relative states in its facts', async () => {
    await open();
    const { sandbox, instance } = world;
    expect(instance).toMatchObject({ descriptionLimit: 512, maxMediaAttachments: 16, title: 'Sandbox' });
    const body = { name: null, maxCaptionTextLength: 1500 };
    sandbox.faults.add({ fault: 'status', code: 200, body, when: { path: /api\/meta/ } });
    const clock = { now: () => Date.now(), sleep: async () => {} };
    const about = { origin: sandbox.origin, software: 'firefish', version: '1.0.4', fetch: world.fetch, clock };
    const { descriptionLimit, title } = (await familyOfSoftware('firefish')?.readInstance(about)) ?? {};
    expect([descriptionLimit, title]).toEqual([1500, new URL(sandbox.origin).host]);
  });

  it('are told with seconds to wait, for reading and for writing apart', async () => {
    await open();
    const { sandbox, bob, client } = world;
    const { id } = sandbox.createPost(bob, { text: 'x', media: [{}] });
    const edit = await ready(id);
    sandbox.faults.add({ fault: '429', retryAfterSeconds: 90, when: { path: /drive/ } });
    const error = await errorOf(client.writeEdit(edit));
    expect(error).toMatchObject({ code: 'rate-limited' });
    expect((error.retryAtMs ?? 0) - Date.now()).toBeGreaterThan(80_000);
    expect((await client.readPost(id)).id).toBe(id);
  });
});

describe('relatives of Misskey', () => {
  it.each(['firefish', 'calckey', 'iceshrimp', 'catodon'])('%s is written to, with a word of caution', (software) => {
    const acceptance = familyOfSoftware(software)?.accepts(software, '1.0.0');
    expect(acceptance).toMatchObject({
      ok: true,
      cautions: [{ key: 'platforms.filesAreShared' }, { key: 'platforms.onlyRelated', values: { software } }],
    });
  });

  it('do not include Iceshrimp.NET, which is another program', () => {
    expect(familyOfSoftware('iceshrimp.net')?.name).not.toBe('misskey');
  });

  it('are told from a Misskey that is too old', () => {
    const acceptance = familyOfSoftware('misskey')?.accepts('misskey', '11.37.1');
    expect(acceptance).toMatchObject({ ok: false, needed: '12.119.0', reason: { key: 'platforms.tooOldToKnow' } });
  });
});

it('describes random posts under random faults without harming one', async () => {
  const tally = await describeRandomPosts('misskey', { runs: 25, seed: 20261125 });
  expect(tally.published).toBeGreaterThan(8);
});
