import type { DescribeOptions, DescribeTimings } from './captioner.ts';

/** A picture is bytes and never a string: a package may read files by their names. */
export type Message = { role: 'system' | 'user'; content: string; images?: Uint8Array[] };

/** How the model is to speak; each engine has its own names for it. Nothing of it makes a server load its model again. */
export type Manner = {
  temperature: number;
  seed: number;
  /** Above 1 what was said is less likely to be said again. */
  repeatPenalty: number;
  mostTokens: number;
};

export type Question = { model: string; messages: Message[]; manner: Manner };

export type Answer = {
  text: string;
  /** `length`: the model was stopped at `mostTokens`. */
  doneReason: string;
  /** It thought, and said nothing. */
  onlyThought?: boolean;
  timings: DescribeTimings;
};

/**
 * Asks a model once and tells its words as they come: the whole of what an engine adds to `describe`. Rejects with an
 * AppError of `errors.ts` (`repetition` as soon as it runs in circles), or with the signal's reason.
 */
export type Ask = (question: Question, listener: Pick<DescribeOptions, 'signal' | 'onText'>) => Promise<Answer>;
