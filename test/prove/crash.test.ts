import { describe, expect, it } from 'vitest';
import { proveCrashSafety } from './crash/proof.ts';
import { countHarm, type Evidence } from './crash/verdict.ts';

describe('a program killed at seeded moments of a run with publishing', () => {
  it('loses nothing, describes and publishes nothing twice and comes to its end', { timeout: 240_000 }, async () => {
    const seen: string[] = [];
    const report = await proveCrashSafety({ kills: 20, seed: 1, tell: (line) => seen.push(line) });
    expect(report, seen.join('\n')).toMatchObject({
      ...{ name: 'crash', ok: true, kills: 20, seed: 1 },
      ...{ lost: 0, captionedTwice: 0, publishedTwice: 0, changedOtherwise: 0, stuck: 0 },
    });
    expect(report.images).toBeGreaterThan(30);
    expect(report.published).toBe(report.images);
  });
});

describe('the proof', () => {
  const call = (at: number, sha256 = 'one') => ({ at, route: '/api/chat', images: [{ sha256 }] });
  const edit = (alreadyHeldWantedText: boolean) => ({ alreadyHeldWantedText });
  const count = (harm: { calls?: object[]; edits?: object[]; stands?: string | null; told?: string }) =>
    countHarm({
      ground: {
        instance: {
          edits: harm.edits ?? [edit(false)],
          media: () => ({ description: harm.stands === undefined ? 'A cat' : harm.stands }),
          snapshot: () => ({}),
          diff: () => [],
        },
        ollama: { log: harm.calls ?? [call(10)] },
        pictures: [{ key: 'post 1', sha256: 'one', mediaId: 'm' }],
        before: {},
      },
      witness: { keptAt: () => 20, keys: () => ['post 1'] },
      decisions: new Map([['post 1', { asked: new Set(['A cat']), told: harm.told }]]),
    } as unknown as Evidence);

  it('finds nothing wrong where nothing is', () => {
    expect(count({})).toMatchObject({ lost: 0, captionedTwice: 0, publishedTwice: 0, published: 1 });
  });

  it('counts a model call begun after the draft was kept', () => {
    expect(count({ calls: [call(10), call(15), call(21)] }).captionedTwice).toBe(1);
  });

  it('counts a write of what stood there already', () => {
    expect(count({ edits: [edit(false), edit(true)] }).publishedTwice).toBe(1);
  });

  it('counts a picture that ended without words, or with words nobody asked for or others than promised', () => {
    expect(count({ stands: null }).lost).toBe(1);
    expect(count({ stands: 'A dog' }).lost).toBe(1);
    expect(count({ told: 'My own words' }).lost).toBe(1);
  });

  it('refuses to judge model calls for pictures it does not know', () => {
    expect(() => count({ calls: [call(10, 'another')] })).toThrow('1 model calls');
  });
});
