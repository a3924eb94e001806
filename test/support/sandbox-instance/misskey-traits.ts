import type { Refusal } from './refusal.ts';
import type { World } from './world.ts';

/** In which servers with Misskey's API differ. */
export type MisskeyTraits = {
  /** What api/meta says besides the name and the address. */
  meta: (world: World) => object;
  /** Misskey 12 and the forks of it: 403 and 400 where later ones answer 401 and 403, and two tokens are one too many. */
  hasOldStatuses: boolean;
  /**
   * Replies to other people in lists of posts with files. `beyondCache`: newer ones are listed from a cache that lacks
   * them, unless both ends of the range are named, which only the database can answer.
   */
  listsReplies: 'always' | 'beyondCache' | 'never';
  /** How a description over the limit is refused, or null when it is not over. */
  refusesLength: (comment: string, limit: number) => Refusal | null;
  /** Something at /api/v1 that answers 401 whatever is wrong. */
  hasMastodonShim: boolean;
};

/** How many of the newest posts of an account are listed from the cache. */
export const cachedNotes = 150;
