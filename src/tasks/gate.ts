import type { Sentence } from '../lib/sentence.ts';

/** What decides whether waiting tasks may begin. */
export type Gate = {
  /** Whether this machine has room for one more. */
  hasRoomHere: () => boolean;
  /** Why none may begin anywhere, helpers included; null when they may. */
  closedBecause: () => Sentence | null;
  /** Why none may begin with this model now; null when they may. */
  modelClosedBecause?: (model: string) => Sentence | null;
  /** How many pictures may still be described for a person today, and what she is told when none may. */
  picturesLeft: (userId: string) => { pictures: number; reason: Sentence; nextDayMs: number };
};
