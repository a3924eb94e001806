import fc from 'fast-check';
import type { DialectName } from '../support/sandbox-instance/dialects/index.ts';
import { type Ground, openGround } from './random-posts/ground.ts';
import { anyPlan, faultsOnly } from './random-posts/plan.ts';
import { play } from './random-posts/play.ts';
import { anyPost, anyWishes, type Room } from './random-posts/posts.ts';
import type { Case, Play } from './random-posts/records.ts';

/** What became of the random posts of one family. The lists hold whatever went wrong, with its case. */
export type Tally = {
  posts: number;
  described: number;
  refused: number;
  partly: number;
  undone: number;
} & Record<Wrong, string[]>;

export const wrongs = [
  'changedOtherwise',
  'overwrittenHuman',
  'writtenForNothing',
  'untrue',
  'stuck',
  'notUndone',
] as const satisfies readonly (keyof Play)[];
export type Wrong = (typeof wrongs)[number];

/** At most so many pictures in a post, wherever a server takes more. */
const mostMedia = 8;

/**
 * Describes random posts under random faults by the real publisher, and puts every text back: nothing but the wanted
 * descriptions may differ in between, and nothing at all at the end.
 */
export async function tallyRandomPosts(dialect: DialectName, wish: { posts: number; seed: number }): Promise<Tally> {
  const ground = await openGround(dialect);
  const tally = { posts: wish.posts, described: 0, refused: 0, partly: 0, undone: 0, ...noWrongs() };
  try {
    const cases = fc.sample(anyCase(ground), { numRuns: wish.posts, seed: wish.seed });
    for (const [number, given] of cases.entries()) count(tally, await play(ground, given), { number, given });
  } finally {
    await ground.close();
  }
  return tally;
}

/** The same as a test: throws what went wrong. */
export async function describeRandomPosts(dialect: DialectName, { runs, seed }: { runs: number; seed: number }) {
  const tally = await tallyRandomPosts(dialect, { posts: runs, seed });
  const found = wrongsOf(tally);
  if (found.length > 0) throw new Error(found.slice(0, 5).join('\n'));
  return { published: tally.described, ...tally };
}

export function wrongsOf(tally: Tally): string[] {
  return wrongs.flatMap((wrong) => tally[wrong].map((seen) => `${wrong}: ${seen}`));
}

function anyCase({ differences, instance }: Ground): fc.Arbitrary<Case> {
  const room: Room = {
    mostMedia: Math.min(mostMedia, instance.maxMediaAttachments),
    descriptionLimit: instance.descriptionLimit,
  };
  return fc.record({
    post: anyPost(differences, room),
    wishes: anyWishes(room),
    plan: anyPlan,
    undoPlan: faultsOnly,
  });
}

function noWrongs(): Record<Wrong, string[]> {
  return {
    changedOtherwise: [],
    overwrittenHuman: [],
    writtenForNothing: [],
    untrue: [],
    stuck: [],
    notUndone: [],
  };
}

function count(tally: Tally, played: Play, { number, given }: { number: number; given: Case }): void {
  tally[played.ending]++;
  tally.undone += played.undone;
  for (const wrong of wrongs) {
    tally[wrong].push(...played[wrong].map((seen) => `post ${number}: ${seen}, by ${JSON.stringify(given)}`));
  }
}
