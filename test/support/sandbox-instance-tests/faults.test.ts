import { hash } from 'node:crypto';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openScene } from './scene.ts';

const ABOUT = '/api/v1/instance';
const when = { method: 'GET', path: /^\/api\/v1\/instance$/ };

describe('an injected fault', () => {
  it('answers a status, body and headers as often as it was told, then heals', async () => {
    const { instance, call } = await openScene('mastodon');
    instance.faults.add({
      when,
      times: 2,
      fault: 'status',
      code: 503,
      body: { error: 'later' },
      headers: { 'retry-after': '30' },
    });
    const first = await call('GET', ABOUT);
    expect([first.status, first.json, first.headers.get('retry-after')]).toEqual([503, { error: 'later' }, '30']);
    expect([(await call('GET', ABOUT)).status, (await call('GET', ABOUT)).status]).toEqual([503, 200]);
    expect(instance.log.map(({ fault }) => fault)).toEqual(['status', 'status', undefined]);
  });

  it('strikes until it is removed when no number is given, and only what it is for', async () => {
    const { instance, call } = await openScene('mastodon');
    const remove = instance.faults.add({ when: ({ path }) => path === ABOUT, fault: 'html-500' });
    expect((await call('GET', ABOUT)).headers.get('content-type')).toBe('text/html');
    expect((await call('GET', '/api/v2/instance')).status).toBe(200);
    expect((await call('GET', ABOUT)).status).toBe(500);
    remove();
    expect((await call('GET', ABOUT)).status).toBe(200);
  });

  it('answers 429 with and without a word of when to come back', async () => {
    const { instance, call, clock } = await openScene('mastodon');
    instance.faults.add({ when, times: 1, fault: '429' });
    instance.faults.add({ when, times: 1, fault: '429', resetInMs: 60_000 });
    const [bare, dated] = [await call('GET', ABOUT), await call('GET', ABOUT)];
    expect([bare.status, bare.headers.get('x-ratelimit-reset'), bare.headers.get('retry-after')]).toEqual([
      429,
      null,
      null,
    ]);
    expect(Date.parse(dated.headers.get('x-ratelimit-reset') ?? '')).toBe(clock.now() + 60_000);
  });

  it.each([
    ['timeout-after-write', 1],
    ['reset-after-write', 1],
    ['blackhole', 0],
    ['reset', 0],
  ] as const)('%s gives no answer and %i written edits', async (fault, written) => {
    const { instance, richPost, carefulEdit, token } = await openScene('hollo');
    const post = richPost();
    instance.faults.add({ when: { method: 'PUT', path: /statuses/ }, times: 1, fault });
    const abort = new AbortController();
    const request = fetch(`${instance.origin}/api/v1/statuses/${post.id}`, {
      method: 'PUT',
      body: JSON.stringify(carefulEdit(post)),
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      signal: abort.signal,
    });
    const outcome = request.then(
      () => 'answered',
      () => 'failed',
    );
    await expect.poll(() => instance.log.at(-1)?.fault).toBe(fault);
    await expect.poll(() => instance.edits.length).toBe(written);
    if (fault === 'timeout-after-write' || fault === 'blackhole') abort.abort();
    expect([await outcome, instance.log.at(-1)?.status]).toEqual(['failed', null]);
  });

  it('slow waits on the clock and then answers', async () => {
    const { instance, call, clock } = await openScene('mastodon');
    instance.faults.add({ when, fault: 'slow', ms: 5000 });
    const answer = call('GET', ABOUT);
    await expect.poll(() => instance.log.at(-1)?.fault).toBe('slow');
    expect(instance.log.at(-1)?.status).toBeNull();
    clock.advance(5000);
    expect((await answer).status).toBe(200);
  });

  it('lets the owner do something just before a request arrives', async () => {
    const { instance, richPost, call } = await openScene('mastodon');
    const post = richPost();
    instance.faults.add({
      when: ({ path }) => {
        if (path.endsWith('/source')) instance.editAsOwner(post.id, { text: 'changed meanwhile' });
        return false;
      },
      fault: 'reset',
    });
    expect((await call('GET', `/api/v1/statuses/${post.id}/source`)).json.text).toBe('changed meanwhile');
    expect(instance.log.at(-1)?.fault).toBeUndefined();
  });

  it('can be an end that leaves nothing open: close ends requests without an answer', async () => {
    const { instance } = await openScene('mastodon');
    instance.faults.add({ when, fault: 'blackhole' });
    const outcome = fetch(instance.origin + ABOUT).catch(() => 'ended');
    await expect.poll(() => instance.log.length).toBe(1);
    await instance.close();
    expect(await outcome).toBe('ended');
  });
});

describe('a picture', () => {
  async function pictureScene() {
    const scene = await openScene('mastodon');
    const post = scene.richPost();
    const [picture] = (await scene.call('GET', `/api/v1/statuses/${post.id}`)).json.media_attachments;
    return { ...scene, id: picture.id as string, url: picture.url as string };
  }

  it('can be gone, empty or something else, and heal', async () => {
    const { instance, id, url } = await pictureScene();
    const answer = async (fault: Parameters<typeof instance.pictureFault>[1]) => {
      instance.pictureFault(id, fault);
      const response = await fetch(url);
      return [response.status, response.headers.get('content-type'), (await response.bytes()).length];
    };
    expect((await answer('gone'))[0]).toBe(404);
    expect(await answer('empty')).toEqual([200, 'image/jpeg', 0]);
    expect((await answer('wrong-type'))[1]).toBe('text/html');
    expect(await answer(null)).toEqual([200, 'image/jpeg', 20012]);
  });

  it('can be corrupt in a way that sharp notices', async () => {
    const { instance, id, url } = await pictureScene();
    instance.pictureFault(id, 'corrupt');
    const bytes = await (await fetch(url)).bytes();
    await expect(sharp(bytes).toBuffer()).rejects.toThrow();
  });

  it('can be endless', async () => {
    const { instance, id, url } = await pictureScene();
    instance.pictureFault(id, 'endless');
    let taken = 0;
    for await (const chunk of (await fetch(url)).body ?? []) {
      taken += chunk.length;
      if (taken > 5_000_000) break;
    }
    expect(taken).toBeGreaterThan(5_000_000);
  });

  it('can claim to be huge', async () => {
    const { instance, bob } = await openScene('mastodon');
    const post = instance.fillWithPosts(bob, { posts: 0, images: 0, broken: ['huge'] })[0];
    const media = instance.media(post?.mediaIds[0] ?? '');
    const bytes = await (await fetch(`${instance.origin}/media/${media?.key}/original.png`)).bytes();
    const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
    expect([width, height, media?.width]).toEqual([60_000, 60_000, 60_000]);
  });

  it('differs from all others of a filled account', async () => {
    const { instance, bob } = await openScene('mastodon');
    const made = instance.fillWithPosts(bob, { posts: 6, images: 12 });
    const media = made.flatMap(({ mediaIds }) => mediaIds).map((id) => instance.media(id));
    const pictures = await Promise.all(
      media.map(async (item) =>
        hash('sha256', await (await fetch(`${instance.origin}/media/${item?.key}/original`)).bytes()),
      ),
    );
    expect(new Set(pictures).size).toBe(12);
  });
});

describe('a sandbox that goes away', () => {
  it('breaks off what is under way, refuses connections, and comes back at its address with all it knows', async () => {
    const { instance, call, richPost } = await openScene('mastodon');
    const { id } = richPost();
    instance.faults.add({ when: { path: /source$/ }, fault: 'blackhole', times: 1 });
    const underWay = expect(call('GET', `/api/v1/statuses/${id}/source`)).rejects.toThrow('fetch failed');
    await expect.poll(() => instance.log.length).toBe(1);
    await instance.refuseConnections();
    await underWay;
    await expect(call('GET', ABOUT)).rejects.toThrow('fetch failed');
    await instance.acceptConnections();
    expect((await call('GET', `/api/v1/statuses/${id}`)).json).toMatchObject({ id });
  });
});
