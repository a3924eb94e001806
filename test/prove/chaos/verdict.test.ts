import { describe, expect, it } from 'vitest';
import { countHarm, type Evidence } from './verdict.ts';

type Harm = { calls?: object[]; edits?: object[]; stands?: string | null; told?: string };

describe('the verdict', () => {
  const call = (at: number, sha256 = 'one') => ({ at, route: '/api/chat', messages: [{}], images: [{ sha256 }] });
  const edit = (alreadyHeldWantedText: boolean, after: string | null = 'A cat') => ({
    ...{ alreadyHeldWantedText, before: { m: null }, after: { m: after } },
  });
  const instanceWith = ({ edits = [edit(false)], stands = 'A cat' }: Harm) => ({
    edits,
    media: () => ({ description: stands }),
    snapshot: () => ({}),
    diff: () => [],
  });
  const count = (harm: Harm) =>
    countHarm({
      ground: {
        instances: [instanceWith(harm)],
        ollama: { log: harm.calls ?? [call(10)] },
        pictures: [{ key: 'post 1', sha256: 'one', mediaId: 'm', instance: instanceWith(harm) }],
        before: [{}],
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

  it('counts a write of what stood there already, and one that changes no description', () => {
    expect(count({ edits: [edit(false), edit(true), edit(false, null)] }).publishedTwice).toBe(2);
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
