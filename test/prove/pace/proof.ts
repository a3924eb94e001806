import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../../src/lib/clock.ts';
import { seededRandom } from '../../support/sandbox-instance/random.ts';
import { hurriedClock } from '../chaos/hurry.ts';
import { type Ground, openGround } from './ground.ts';

export type PaceWish = {
  /** With two and a half pictures each on average. */
  posts: number;
  /** What the person posts herself meanwhile, within about three hours. */
  ownPosts: number;
  /** Edits and posts together in three hours, as the server counts. */
  budget: number;
  editsPerHour: number;
  /** How much faster than the machine's the time of the proof goes by. */
  speed: number;
  seed: number;
};

const hourMs = 3_600_000;
/** What takes longer has not been proved. In the machine's time. */
const longestMs = 600_000;

/** Publishes an archive while its owner goes on posting, both from one budget of their server. */
export async function provePace(wish: PaceWish) {
  const startedMs = Date.now();
  const clock = hurriedClock(startedMs, wish.speed);
  const ground = await openGround({ ...wish, clock });
  try {
    const before = ground.sandbox.snapshot();
    await ground.approveAll();
    const posting = postAsOwner(ground, clock, wish, AbortSignal.timeout(longestMs));
    const publishingSinceMs = clock.now();
    ground.publishing.start();
    while (ground.publishing.countOpen({ user: ground.user }) > 0 && Date.now() - startedMs < longestMs)
      await sleep(20);
    const hours = (clock.now() - publishingSinceMs) / hourMs;
    const ownPosts = await posting;
    const counts = count(ground, before);
    const { posts, seed } = wish;
    const ok =
      counts.edits === posts &&
      counts.published === counts.images &&
      counts.tooMany + counts.changedOtherwise === 0 &&
      counts.mostAnHour <= wish.editsPerHour &&
      ownPosts === wish.ownPosts;
    const seconds = Math.round((Date.now() - startedMs) / 1000);
    return { name: 'pace', ok, posts, ...counts, ownPosts, seconds, virtualHours: Math.round(hours * 10) / 10, seed };
  } finally {
    await ground.close();
  }
}

/** Answers how many went out; each over HTTP with a token of her own, at a moment of chance. */
async function postAsOwner({ sandbox, ownToken }: Ground, clock: Clock, wish: PaceWish, stop: AbortSignal) {
  const random = seededRandom(`pace ${wish.seed}`);
  const headers = { authorization: `Bearer ${ownToken}`, 'content-type': 'application/json' };
  let posted = 0;
  for (let n = 0; n < wish.ownPosts && !stop.aborted; n++) {
    await clock.sleep((2 * random() * 3 * hourMs) / wish.ownPosts, stop).catch(() => {});
    const body = JSON.stringify({ status: `Today's thought, number ${n}` });
    const answer = await fetch(`${sandbox.origin}/api/v1/statuses`, { method: 'POST', headers, body });
    await answer.arrayBuffer();
    if (answer.ok) posted++;
  }
  return posted;
}

function count({ sandbox, account }: Ground, before: ReturnType<Ground['sandbox']['snapshot']>) {
  const media = sandbox.posts(account).flatMap(({ mediaIds }) => mediaIds);
  const isDescribed = (id: string) => sandbox.media(id)?.description === `What ${id} shows`;
  const editTimes = sandbox.edits.map(({ at }) => at);
  const changed = sandbox.diff(before, sandbox.snapshot());
  return {
    images: media.length,
    published: media.filter(isDescribed).length,
    edits: editTimes.length,
    tooMany: sandbox.log.filter(({ status }) => status === 429).length,
    mostAnHour: Math.max(0, ...editTimes.map((at) => editTimes.filter((one) => one > at - hourMs && one <= at).length)),
    changedOtherwise: changed.filter(({ postId, otherwise }) => postId in before && otherwise.length > 0).length,
  };
}
