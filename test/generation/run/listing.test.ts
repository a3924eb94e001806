import { describe, expect, it } from 'vitest';
import type { TaskEvent } from '../../../src/generation/run/events.ts';
import { chooseImages, listWantedPosts } from '../../../src/generation/run/listing.ts';
import type { Scope } from '../../../src/generation/run/scope.ts';
import type { Resume } from '../../../src/generation/run/spec.ts';
import type { KnownImage, MediaRef } from '../../../src/generation/run/tools.ts';
import { type CaptionSettings, defaultSettings } from '../../../src/generation/settings.ts';
import type { RateLimit, RemotePost } from '../../../src/platforms/platform.ts';
import { day, fakePlatform, remoteMedia, remotePost } from '../fake-platform.ts';

type Verdicts = Record<string, KnownImage['verdict']>;

/** Chooses from these pages; pictures are described unless `verdicts` says otherwise by media id. */
async function choose(
  pages: RemotePost[][],
  settings: Partial<CaptionSettings> = {},
  verdicts: Verdicts = {},
  scope: Scope | null = null,
  resume: Resume | null = null,
  reaches?: number[],
) {
  const platform = fakePlatform(pages, reaches);
  const pauses: number[] = [];
  const clock = { now: () => 0, sleep: async (ms: number) => void pauses.push(ms) };
  const events: TaskEvent[] = [];
  const known = async (refs: MediaRef[]) =>
    refs.map((ref) => ({ ...ref, imageId: `image ${ref.mediaId}`, verdict: verdicts[ref.mediaId] ?? 'describe' }));
  const chosen: string[] = [];
  const wanted = { settings: { ...defaultSettings, ...settings }, scope, resume };
  const signal = new AbortController().signal;
  for await (const image of chooseImages(
    wanted,
    { platform, clock },
    { known },
    (event) => events.push(event),
    signal,
  )) {
    chosen.push(image.media.id);
  }
  return { chosen, events, pauses, pages: platform.listed.pages };
}

describe('the posts of a run', () => {
  it('are those of the wanted days, both whole, and nothing older is asked for', async () => {
    const posts = ['2026-03-05', '2026-03-04', '2026-03-03', '2026-03-02', '2026-03-01'];
    const pages = posts.map((date) => [remotePost(date, { createdAtMs: day(date) })]);
    const { chosen, pages: asked } = await choose(pages, { fromDate: '2026-03-03', toDate: '2026-03-04' });
    expect(chosen).toEqual(['2026-03-04', '2026-03-03']);
    expect(asked).toBe(4);
  });

  it('end with a page without pictures, too, once that leads back far enough', async () => {
    const pages = [[], [], [remotePost('older', { createdAtMs: day('2026-03-01') })]];
    const reaches = ['2026-03-05', '2026-03-02', '2026-03-01'].map(day);
    const { chosen, pages: asked } = await choose(pages, { fromDate: '2026-03-03' }, {}, null, null, reaches);
    expect([chosen, asked]).toEqual([[], 2]);
  });

  it('include the first and the last moment of a day', async () => {
    const at = (id: string, time: string) => remotePost(id, { createdAtMs: Date.parse(time) });
    const page = [
      at('after', '2026-03-04T00:00:00.000Z'),
      at('last', '2026-03-03T23:59:59.999Z'),
      at('first', '2026-03-03T00:00:00.000Z'),
      at('before', '2026-03-02T23:59:59.999Z'),
    ];
    expect((await choose([page], { fromDate: '2026-03-03', toDate: '2026-03-03' })).chosen).toEqual(['last', 'first']);
  });

  it('are those of the wanted visibilities, direct messages only when asked for', async () => {
    const page = (['public', 'unlisted', 'private', 'direct'] as const).map((one) =>
      remotePost(one, { visibility: one }),
    );
    expect((await choose([page])).chosen).toEqual(['public', 'unlisted', 'private']);
    expect((await choose([page], { visibilities: ['direct'] })).chosen).toEqual(['direct']);
  });

  it('leave out boosts always, and replies when they are not wanted', async () => {
    const page = [remotePost('plain'), remotePost('reply', { isReply: true }), remotePost('boost', { isBoost: true })];
    expect((await choose([page])).chosen).toEqual(['plain', 'reply']);
    expect((await choose([page], { includeReplies: false })).chosen).toEqual(['plain']);
  });

  it('are the one of a link, whatever else the settings say', async () => {
    const page = [remotePost('one', { visibility: 'direct' }), remotePost('two')];
    const { chosen, pages } = await choose([page], { postUrl: 'https://example.social/@bob/one' });
    expect([chosen, pages]).toEqual([['one'], 0]);
  });

  it('count towards the limit only when they have something to describe', async () => {
    const pages = [['a', 'b', 'c'].map((id) => remotePost(id)), ['d', 'e', 'f'].map((id) => remotePost(id))];
    const { chosen, events } = await choose(pages, { maxPostsPerRun: 2 }, { a: 'skip', b: 'skip', d: 'skip' });
    expect(chosen).toEqual(['c', 'e']);
    expect(events.filter(({ type }) => type === 'skipped')).toEqual([
      { type: 'skipped', images: 2 },
      { type: 'skipped', images: 1 },
    ]);
  });

  it('count towards the limit when this run settled them before it was interrupted', async () => {
    const page = ['a', 'b', 'c', 'd'].map((id) => remotePost(id));
    expect((await choose([page], { maxPostsPerRun: 3 }, { a: 'done', b: 'done' })).chosen).toEqual(['c']);
  });

  it('are no longer asked for once the limit is reached', async () => {
    const pages = ['a', 'b', 'c'].map((id) => [remotePost(id)]);
    expect((await choose(pages, { maxPostsPerRun: 2 })).pages).toBe(2);
  });

  it('give their films where those have a picture, and in no scheduled run', async () => {
    const film = remoteMedia('film', null, 'video');
    const media = [
      { ...film, previewUrl: 'https://files.example/still.jpg' },
      { ...film, id: 'without a still', previewUrl: null },
      { ...film, id: 'itself', previewUrl: film.url },
      remoteMedia('photo'),
    ];
    const page = [remotePost('post', { media, createdAtMs: 20 })];
    expect((await choose([page])).chosen).toEqual(['film', 'photo']);
    const scope: Scope = { purpose: 'new', sinceMs: 10, untilMs: 50, cursor: null, mostPictures: null };
    expect((await choose([page], {}, {}, scope)).chosen).toEqual(['photo']);
  });

  it('give their still pictures and silent animations, and all of a post together', async () => {
    const media = [
      remoteMedia('still'),
      remoteMedia('animation', null, 'gifv'),
      remoteMedia('film', null, 'video'),
      remoteMedia('sound', null, 'audio'),
    ];
    const { chosen, events } = await choose([[remotePost('post', { media })]]);
    expect(chosen).toEqual(['still', 'animation']);
    expect(events.at(-2)).toEqual({ type: 'chosen', imageIds: ['image still', 'image animation'], posts: 1 });
  });

  it('are listed with the pause of the settings between two pages, and none after the last', async () => {
    const pages = ['a', 'b', 'c'].map((id) => [remotePost(id)]);
    expect((await choose(pages, { processingDelaySeconds: 2 })).pauses).toEqual([2000, 2000]);
  });

  it('are those of the scope as well, and as many pictures as it allows, no post parted', async () => {
    const media = ['one', 'two'].map((id) => remoteMedia(id));
    const page = [
      remotePost('too-new', { createdAtMs: 50 }),
      remotePost('pair', { createdAtMs: 49, media }),
      remotePost('oldest', { createdAtMs: 10 }),
      remotePost('too-old', { createdAtMs: 9 }),
    ];
    const scope: Scope = { purpose: 'new', sinceMs: 10, untilMs: 50, cursor: null, mostPictures: null };
    const chosenOf = async (mostPictures: number | null, verdicts: Verdicts = {}) =>
      (await choose([page, [remotePost('never')]], {}, verdicts, { ...scope, mostPictures })).chosen;
    expect(await chosenOf(null)).toEqual(['one', 'two', 'oldest']);
    expect(await chosenOf(1)).toEqual(['one', 'two']);
    expect(await chosenOf(3)).toEqual(['one', 'two', 'oldest']);
    expect(await chosenOf(2, { one: 'done' })).toEqual(['two']);
  });

  it('begin at the cursor of the scope', async () => {
    const scope: Scope = { purpose: 'archive', sinceMs: 0, untilMs: 1, cursor: '1', mostPictures: 10 };
    const pages = ['a', 'b', 'c'].map((id) => [remotePost(id)]);
    expect((await choose(pages, {}, {}, scope)).chosen).toEqual(['c']);
  });

  it('may be none at all', async () => {
    expect(await choose([[]])).toMatchObject({ chosen: [], events: [{ type: 'reached', cursor: null }] });
  });
});

describe('a listing that is taken up again', () => {
  const pages = ['a', 'b', 'c', 'd'].map((id) => [remotePost(id)]);
  const pending = (id: string) => ({ imageId: `image ${id}`, media: remoteMedia(id), post: remotePost(id) });

  it('says after each page what it has reached, and nothing beyond what there is room for', async () => {
    const reached = async (settings: Partial<CaptionSettings>) =>
      (await choose(pages, settings)).events.flatMap((event) => (event.type === 'reached' ? [event.cursor] : []));
    expect(await reached({})).toEqual(['0', '1', '2', null]);
    expect(await reached({ maxPostsPerRun: 2 })).toEqual(['0', null]);
  });

  it('goes on at its cursor, with what was chosen before it first, and ends where it would have ended', async () => {
    const resume = { cursor: '1', pending: [pending('b')], taken: { posts: 2, pictures: 2 } };
    expect(await choose(pages, {}, {}, null, resume)).toMatchObject({ chosen: ['b', 'c', 'd'], pages: 2 });
    expect(await choose(pages, { maxPostsPerRun: 3 }, {}, null, resume)).toMatchObject({
      chosen: ['b', 'c'],
      pages: 1,
    });
    expect(await choose(pages, { maxPostsPerRun: 2 }, {}, null, resume)).toMatchObject({ chosen: ['b'], pages: 0 });
  });

  it('asks the server nothing once all was listed', async () => {
    const resume = { cursor: null, pending: [pending('c')], taken: { posts: 1, pictures: 1 } };
    expect(await choose(pages, {}, {}, null, resume)).toMatchObject({ chosen: ['c'], pages: 0 });
  });

  it('gives no picture twice that the server lists again behind the cursor', async () => {
    const resume = { cursor: '0', pending: [pending('b')], taken: { posts: 2, pictures: 2 } };
    expect((await choose(pages, {}, {}, null, resume)).chosen).toEqual(['b', 'c', 'd']);
  });
});

describe('a budget for reading that is nearly used up', () => {
  const pages = ['a', 'b'].map((id) => [remotePost(id)]);
  const listAll = async (read: RateLimit | null) => {
    const platform = { ...fakePlatform(pages), limits: () => ({ read, write: null }) };
    const clock = { now: () => 1000, sleep: async () => {} };
    const order = { settings: defaultSettings, scope: null };
    const seen: number[] = [];
    for await (const { posts } of listWantedPosts(order, { platform, clock }, new AbortController().signal)) {
      seen.push(posts.length);
    }
    return seen.length;
  };

  it('is left to the person until it begins anew', async () => {
    const read = { limit: 300, remaining: 30, resetAtMs: 61_000 };
    await expect(listAll(read)).rejects.toMatchObject({ code: 'rate-limited', retryAtMs: 61_000 });
    expect(await listAll({ ...read, remaining: 31 })).toBe(2);
    expect(await listAll({ ...read, resetAtMs: 1000 })).toBe(2);
    expect(await listAll(null)).toBe(2);
  });
});
