import { describe, expect, it } from 'vitest';
import type { DialectName } from '../support/sandbox-instance/dialects/index.ts';
import { between, pick, seededRandom } from '../support/sandbox-instance/random.ts';
import { openScene, type Scene } from './scene.ts';

const minute = 60_000;
const stepMs = 20_000;
const seeds = [1, 4];

/** Posts of one to four pictures by Bob and Charlie, quiet hours, a wish in a hurry: what a queue may hold. */
async function openBusy(dialect: DialectName, seed: number) {
  const random = seededRandom(`forecast ${dialect} ${seed}`);
  const scene = await openScene({ dialect, editsPerHour: between(random, 12, 30) });
  const { publishing, review, bob, clock } = scene;
  const charlie = await scene.person('charlie');
  const owners = [bob, charlie] as const;
  for (const { user } of owners) {
    const hour = between(random, 12, 13);
    const hours = { from: `${hour}:${between(random, 10, 59)}`, until: '14:20', timeZone: 'UTC' };
    if (random() < 0.6) publishing.saveQuietHours({ user, hours });
  }
  for (let n = 0; n < 14; n++) {
    const owner = pick(random, owners);
    const media = Array.from({ length: between(random, 1, 4) }, () => ({ photo: 'coffee' as const }));
    const post = scene.addPost({ text: `Post ${n}`, media }, owner);
    const [first, ...others] = post.images;
    for (const image of [first, ...(random() < 0.7 ? others : [])]) {
      review.approve({ user: owner.user, imageId: image?.id ?? '' });
    }
    if (random() < 0.2) publishing.publishNow({ user: owner.user, postId: post.id });
    clock.advance(between(random, 0, 5000));
  }
  return { scene, users: owners.map(({ user }) => user) };
}

/** By post of the server, when its first write was or is to be. */
function expectedTimes({ publishing, db }: Scene, users: { id: string }[]): Map<string, number> {
  const remoteIds = db.$client.prepare('select remote_id from posts where id = ?').pluck();
  const queued = users.flatMap((user) => publishing.queue({ user }));
  return new Map(queued.map(({ post, expectedAt }) => [String(remoteIds.get(post.id)), expectedAt ?? Number.NaN]));
}

describe.each(['mastodon', 'gotosocial', 'pixelfed', 'pleroma'] as const)('the times a page shows on %s', (dialect) => {
  it.each(seeds)('are those at which it is written (%i)', async (seed) => {
    const { scene, users } = await openBusy(dialect, seed);
    const { sandbox, publishing } = scene;
    const expected = expectedTimes(scene, users);
    expect(expected.size).toBe(14);
    await scene.pass(publishing, (4 * 60 * minute) / stepMs, stepMs);
    for (const [postId, at] of expected) {
      const writtenAt = sandbox.edits.find((edit) => edit.postId === postId)?.at ?? Number.NaN;
      // Time goes by in steps here, and each write may be a step late for those before it.
      expect(Math.abs(writtenAt - at), `post ${postId}`).toBeLessThanOrEqual(15 * stepMs);
    }
    expect(sandbox.log.filter(({ status }) => status === 429)).toEqual([]);
  });
});
