import { describe, expect, it, onTestFinished } from 'vitest';
import { openGround } from '../contracts/random-posts/ground.ts';
import { watch } from '../contracts/random-posts/witness.ts';
import { tallyRandomPosts } from '../contracts/random-posts.ts';
import { reportOf, sumOf } from './platforms/report.ts';

describe('the proof of the platforms', () => {
  it('counts the posts of a family and finds nothing wrong', async () => {
    const report = reportOf(await tallyRandomPosts('mastodon', { posts: 12, seed: 3 }), 3);
    expect(report).toMatchObject({ name: 'platforms', ok: true, families: 1, posts: 12, seed: 3 });
    expect(report).toMatchObject({ changedOtherwise: 0, overwrittenHuman: 0, writtenForNothing: 0, untrue: 0 });
    expect(report.described + report.refused + report.partly).toBe(12);
    expect(sumOf([report, report], 3)).toMatchObject({ ok: true, families: 2, posts: 24, undone: report.undone * 2 });
  });

  it('is none when anything went wrong, or nothing was written', async () => {
    const tally = {
      ...{ posts: 1, described: 1, refused: 0, partly: 0, undone: 1 },
      ...{ changedOtherwise: [], overwrittenHuman: [], writtenForNothing: [], untrue: [], stuck: [], notUndone: [] },
    };
    expect(reportOf(tally, 1).ok).toBe(true);
    expect(reportOf({ ...tally, overwrittenHuman: ['a text'] }, 1).ok).toBe(false);
    expect(reportOf({ ...tally, described: 0, refused: 1 }, 1).ok).toBe(false);
    expect(sumOf([], 1).ok).toBe(false);
  });
});

describe('its witness', () => {
  async function scene() {
    const ground = await openGround('mastodon');
    onTestFinished(ground.close);
    const { sandbox, bob } = ground;
    const { id, mediaIds } = sandbox.createPost(bob, { text: 'Fog', media: [{}, { description: 'Hers' }] });
    const [bare = '', described = ''] = mediaIds;
    const allowed = new Map([[bare, { from: '', to: 'Grey water' }]]);
    const witness = watch(ground, { id, mediaIds: [...mediaIds] }, allowed);
    return { ground, sandbox, id, bare, described, witness };
  }

  it('sees nothing wrong in what was allowed, nor in what its owner did', async () => {
    const { sandbox, id, bare, witness } = await scene();
    sandbox.editAsOwner(id, { descriptions: { [bare]: 'Grey water' } });
    witness.endSpan();
    sandbox.editAsOwner(id, { text: 'Sun' });
    witness.beginSpan();
    witness.endSpan();
    expect(witness.harm).toEqual({ changedOtherwise: [], overwrittenHuman: [], writtenForNothing: [] });
  });

  it('sees a text that was changed, and one of a person that was overwritten', async () => {
    const { sandbox, id, described, witness } = await scene();
    sandbox.editAsOwner(id, { text: 'Sun', descriptions: { [described]: 'Not hers' } });
    witness.endSpan();
    expect(witness.harm.changedOtherwise).toEqual([
      expect.stringContaining('text'),
      expect.stringContaining(described),
    ]);
    expect(witness.harm.overwrittenHuman).toEqual([expect.stringContaining(described)]);
  });

  it('sees a write of what stood there already', async () => {
    const { ground, sandbox, id, bare, witness } = await scene();
    sandbox.editAsOwner(id, { descriptions: { [bare]: 'Grey water' } });
    ground.wire.onRequest = () => witness.onRequest();
    const headers = { authorization: `Bearer ${ground.token()}`, 'content-type': 'application/json' };
    const { text, mediaIds } = sandbox.post(id);
    const attributes = [{ id: bare, description: 'Grey water' }];
    const body = JSON.stringify({ status: text, language: 'en', media_ids: mediaIds, media_attributes: attributes });
    await fetch(`${sandbox.origin}/api/v1/statuses/${id}`, { method: 'PUT', headers, body });
    witness.endSpan();
    expect(witness.harm.writtenForNothing).toEqual([`PUT /api/v1/statuses/${id}`]);
  });
});
