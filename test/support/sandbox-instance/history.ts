import { corruptPicture, hugePicture } from './broken-pictures.ts';
import { dealPictures, kindOf, planPicture, planPost, planWords } from './history-plan.ts';
import { type NewMedia, publish } from './posting.ts';
import { type Random, seededRandom } from './random.ts';
import type { Account, Post } from './records.ts';
import type { World } from './world.ts';

export type BrokenPicture = 'corrupt' | 'empty' | 'huge' | 'gone' | 'wrong-type';

export type HistoryOptions = {
  /** Posts with pictures. */
  posts: number;
  /** Pictures in all, at least one a post. */
  images: number;
  seed?: number;
  /** One more post for each of these, with such a picture. */
  broken?: BrokenPicture[];
  /** Posts without pictures and boosts in between; without it about one for every four posts. */
  others?: number;
};

const HOUR_MS = 3_600_000;

/**
 * A varied past for an account, every few hours a post, ending an hour ago: words in four languages, warnings, every
 * visibility, replies, text-less posts, boosts, described and undescribed pictures; markdown and polls where the
 * server has them. The same seed makes the same posts. Answers the posts with pictures, oldest first.
 */
export function fillHistory(world: World, account: Account, options: HistoryOptions): Post[] {
  const { posts, images, seed = 1, broken = [], others = Math.ceil(posts / 4) } = options;
  const random = seededRandom(`history ${seed}`);
  const steps = posts + broken.length + others;
  const times = timesUntil(world.clock.now() - HOUR_MS, steps, random);
  const pictures = dealPictures(posts, images, world.dialect.limits.mediaPerPost, random);
  const otherEvery = others > 0 ? Math.max(2, Math.floor(steps / others)) : Number.POSITIVE_INFINITY;
  const made: Post[] = [];
  let index = 0;
  let othersLeft = others;
  for (const [step, createdAt] of times.entries()) {
    const isOther = othersLeft > 0 && (step % otherEvery === otherEvery - 1 || steps - step <= othersLeft);
    if (isOther) {
      othersLeft--;
      publishOther(world, account, { createdAt, random, boostable: made, isBoost: othersLeft % 2 === 0 });
    } else if (index < posts) {
      made.push(
        publishPictures(world, account, { index, createdAt, random, count: pictures[index] ?? 1, earlier: made }),
      );
      index++;
    } else {
      const picture = brokenPicture(broken[index++ - posts] ?? 'corrupt');
      made.push(publish(world, account, { text: 'This one did not upload well', createdAt, media: [picture] }));
    }
  }
  return made;
}

type Step = { index: number; createdAt: number; random: Random; count: number; earlier: Post[] };

function publishPictures(world: World, account: Account, { index, createdAt, random, count, earlier }: Step): Post {
  const kind = kindOf(index, world.dialect);
  const parent = kind === 'reply' ? earlier.at(-1) : undefined;
  const media = Array.from({ length: count }, () => planPicture(random, world.dialect));
  return publish(world, account, {
    ...planPost(kind, random),
    ...(parent && { inReplyToId: parent.id }),
    createdAt,
    media,
  });
}

type Other = { createdAt: number; random: Random; boostable: Post[]; isBoost: boolean };

function publishOther(world: World, account: Account, { createdAt, random, boostable, isBoost }: Other): void {
  const boosted = isBoost ? boostable.findLast(({ visibility }) => visibility === 'public') : undefined;
  if (boosted) publish(world, account, { text: '', createdAt, boostOf: boosted.id });
  else publish(world, account, { ...planWords(random), createdAt });
}

function timesUntil(lastMs: number, count: number, random: Random): number[] {
  const times: number[] = [];
  for (let at = lastMs; times.length < count; at -= Math.round((2 + random() * 30) * HOUR_MS)) times.unshift(at);
  return times;
}

function brokenPicture(kind: BrokenPicture): NewMedia {
  switch (kind) {
    case 'corrupt':
      return { bytes: corruptPicture(), mimeType: 'image/jpeg' };
    case 'empty':
      return { bytes: new Uint8Array(0), mimeType: 'image/jpeg' };
    case 'huge':
      return { bytes: hugePicture(), mimeType: 'image/png' };
    default:
      return { photo: 'coffee', fault: kind };
  }
}
