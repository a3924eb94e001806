import type { Sentence } from '../../lib/sentence.ts';
import type { EditablePost, PreparedEdit, WantedDescription } from '../platform.ts';

/**
 * Between two writes of one edit: throws `raced` where the post is not as it was with these texts in it, because its
 * owner is at work on it.
 */
export type LookBetween = (written: WantedDescription[]) => Promise<void>;

/** How one family's server is told new descriptions. */
export type Writer = {
  /** The post shows all of an edit or nothing of it. */
  isAtomic: boolean;
  /**
   * A last look besides the post itself before anything is written, for families that need one: a reason not to write,
   * or null.
   */
  refusesNow?: (
    before: EditablePost,
    changed: WantedDescription[],
    signal: AbortSignal | undefined,
  ) => Promise<Sentence | null>;
  /** Sends the writes in their order, each exactly once, and stops at the first no. Throws as http-errors.ts says. */
  send: (edit: PreparedEdit, lookBetween: LookBetween) => Promise<void>;
  /**
   * Undoes what a write with these texts, which never came to its end, has left where the post does not show it. That this
   * cannot be done now is no error.
   */
  takeBack?: (postId: string, told: WantedDescription[]) => Promise<void>;
};
