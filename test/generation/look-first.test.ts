import { describe, expect, it } from 'vitest';
import { lookFirst } from '../../src/generation/look-first.ts';
import { type CaptionSettings, defaultSettings } from '../../src/generation/settings.ts';
import { AppError } from '../../src/lib/errors.ts';
import { say } from '../../src/lib/sentence.ts';
import { day, fakePlatform, remoteMedia, remotePost } from './fake-platform.ts';

const history = [
  [
    remotePost('a', { createdAtMs: day('2026-03-02'), media: [remoteMedia('a1'), remoteMedia('a2')] }),
    remotePost('b', { createdAtMs: day('2026-03-01'), media: [remoteMedia('b1', 'a cup')] }),
  ],
  [
    remotePost('c', { createdAtMs: day('2026-02-10'), media: [remoteMedia('c1'), remoteMedia('c2', 'IMG_2034.jpg')] }),
    remotePost('d', { createdAtMs: day('2026-01-10'), visibility: 'direct' }),
  ],
];

function look(
  settings: Partial<CaptionSettings> = {},
  { maxMs = 60_000, msPerPage = 0, settled = [] as string[] } = {},
) {
  const platform = fakePlatform(history);
  const clock = { now: () => platform.listed.pages * msPerPage, sleep: async () => {} };
  const signal = new AbortController().signal;
  return lookFirst(
    { ...defaultSettings, ...settings },
    { platform, clock },
    { maxMs, signal, settledOf: () => new Set(settled) },
  );
}

describe('looking first', () => {
  it('counts what lacks a description by month, newest first', async () => {
    expect(await look()).toEqual({
      months: [
        { month: '2026-03', posts: 1, images: 2 },
        { month: '2026-02', posts: 1, images: 1 },
      ],
      posts: 2,
      images: 3,
      sayingNothing: 1,
      isComplete: true,
    });
  });

  it('counts described pictures too when they are to be described again', async () => {
    expect(await look({ reprocessExisting: true })).toMatchObject({ posts: 3, images: 5 });
  });

  it('counts apart those whose description says nothing, until they are asked for', async () => {
    expect(await look({ saysNothingToo: true })).toMatchObject({ posts: 2, images: 4, sayingNothing: 0 });
    expect(await look({ reprocessExisting: true })).toMatchObject({ sayingNothing: 0 });
    expect(await look({}, { settled: ['c2'] })).toMatchObject({ images: 3, sayingNothing: 0 });
  });

  it('leaves out what is settled here already', async () => {
    expect(await look({}, { settled: ['a1', 'c1'] })).toMatchObject({ posts: 1, images: 1 });
  });

  it('says when the limit of posts or of time left older ones out', async () => {
    expect(await look({ maxPostsPerRun: 1 })).toMatchObject({ posts: 1, images: 2, isComplete: false });
    expect(await look({}, { maxMs: 100, msPerPage: 101 })).toMatchObject({ posts: 1, images: 2, isComplete: false });
  });

  it('shows what was seen before the server asked to wait, and fails where that is nothing', async () => {
    const lookUntil = (pages: number) => {
      const { listPosts, ...platform } = fakePlatform(history);
      async function* listLimited() {
        let left = pages;
        for await (const page of listPosts()) {
          if (left-- === 0) throw new AppError('platform', say('x'), { code: 'rate-limited', retryAtMs: 1 });
          yield page;
        }
      }
      const means = {
        platform: { ...platform, listPosts: listLimited },
        clock: { now: () => 0, sleep: async () => {} },
      };
      return lookFirst(defaultSettings, means, { maxMs: 1000, signal: new AbortController().signal });
    };
    expect(await lookUntil(1)).toMatchObject({ posts: 1, images: 2, isComplete: false });
    await expect(lookUntil(0)).rejects.toMatchObject({ code: 'rate-limited' });
  });

  it('is complete when the limit is reached by the very last post', async () => {
    expect(await look({ maxPostsPerRun: 2 })).toMatchObject({ posts: 2, isComplete: true });
  });
});
