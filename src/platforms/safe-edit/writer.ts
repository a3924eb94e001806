import type { Sentence } from '../../lib/sentence.ts';
import type { EditablePost, PreparedEdit, WantedDescription } from '../platform.ts';

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
  send: (edit: PreparedEdit) => Promise<void>;
};
