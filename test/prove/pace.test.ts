import { describe, expect, it } from 'vitest';
import { provePace } from './pace/proof.ts';

describe('an archive that is published while its owner posts', () => {
  it('takes one edit a post and never meets the end of their common budget', async () => {
    // The large proof in small: a tenth of the posts and of every limit, in a time that goes by faster.
    const limits = { ownPosts: 6, budget: 30, editsPerHour: 6, speed: 8000 };
    expect(await provePace({ posts: 40, seed: 1, ...limits })).toMatchObject({
      ...{ name: 'pace', ok: true, posts: 40, images: 100, published: 100 },
      ...{ edits: 40, ownPosts: 6, tooMany: 0, changedOtherwise: 0 },
    });
  });

  it('is not proved where the server has to say no', async () => {
    const report = await provePace({ posts: 2, seed: 1, ownPosts: 20, budget: 2, editsPerHour: 60, speed: 4000 });
    expect(report).toMatchObject({ ok: false });
    expect(report.tooMany).toBeGreaterThan(0);
  });
});
