import type { AppError } from '../lib/errors.ts';
import type { Sentence } from '../lib/sentence.ts';

/** What a picture is, where that can be told: each wants to be described in its own way. */
export const pictureKinds = ['photo', 'screenshot', 'document', 'meme', 'chart', 'artwork', 'animation'] as const;
export type PictureKind = (typeof pictureKinds)[number];

export const captionLengths = ['short', 'normal', 'full'] as const;
export type CaptionLength = (typeof captionLengths)[number];

/** Everything a picture's description depends on besides the picture itself. Lengths are Unicode code points. */
export type DescribeRequest = {
  /** A model's name as `models()` gives it. */
  model: string;
  /** The language of the post (BCP 47), or null when unknown: then the post text decides, and English without one. */
  language: string | null;
  /** What the person's server accepts at most; a description never leaves longer than this. */
  maxLength: number;
  optimalMinLength: number;
  optimalMaxLength: number;
  /** `normal` is within the optimal lengths. */
  length: CaptionLength;
  /** Null when nobody can tell. */
  kind: PictureKind | null;
  /** The text that was read in the picture, a line each; empty when there is none, null when nobody looked. */
  visibleText: string | null;
  /** The author hides the post behind a warning. */
  isSensitive: boolean;
  /** What the person wants for all of her pictures. Hers alone: a text that was made with it is shown to nobody else. */
  instructions: string | null;
  /** Who and what her pictures show, a line each, such as `Miso: my cat, grey, with a white paw`. Hers alone, too. */
  names: string | null;
  /** The post as plain text. Data for the model, never an instruction to it. */
  postText: string | null;
  /** Descriptions of the other pictures of the same post, so that this one differs from them. */
  siblings: string[];
  /** What the person wants to be said or stressed. */
  hint?: string;
  /** An earlier description the person was not content with. */
  previous?: string;
};

export type FindingSeverity = 'error' | 'warning' | 'info';

/** What a quality rule has to say about a text. `id` is stable and stored; `marks` are the words of the text it is about. */
export type Finding = { id: string; severity: FindingSeverity; message: Sentence; marks?: string[] };

/** Where the time went, in milliseconds. `queueMs` is the wait for a free slot of the model server. */
export type DescribeTimings = {
  totalMs: number;
  loadMs: number;
  queueMs: number;
  promptMs: number;
  generateMs: number;
};

/** Why the model was asked a second time, in another way, within one `describe`. */
export const changedRetries = [
  'empty',
  'repetition',
  'refusal',
  'over-limit',
  'language',
  'lost-text',
  'cut-off',
  'picture-format',
  'context',
  'too-large',
  'memory',
] as const;
export type ChangedRetry = (typeof changedRetries)[number];

export type Description = {
  /** Cleaned, never longer than the request's `maxLength`. */
  text: string;
  /** What the model said, untouched. */
  raw: string;
  model: string;
  promptVersion: string;
  findings: Finding[];
  timings: DescribeTimings;
  changedRetry: ChangedRetry | null;
};

export type DescribeOptions = {
  /** Aborting closes the connection in whatever phase it is, so that the model stops generating at once. */
  signal: AbortSignal;
  /** Called with the whole text so far, for every piece that arrives. Not throttled. May start over after a retry. */
  onText: (textSoFar: string) => void;
  /** The same picture made anew, for a model that could not take it as it was. */
  remake?: (how: 'smaller' | 'png') => Promise<Uint8Array>;
};

export type VisionModel = {
  name: string;
  sizeBytes: number;
  /** As the server says it, such as `4.3B`; empty when it does not. */
  parameterSize: string;
  family: string;
  /** Whether it is in memory now, so that the first picture needs no loading. */
  loaded: boolean;
  isThinking: boolean;
  /** Another one whenever its files are others; absent where the server does not say. */
  digest?: string;
};

/** Progress of a download. Bytes are of the part named in `step` and null while unknown. */
export type PullProgress = { step: string; completedBytes: number | null; totalBytes: number | null };

export type CaptionerHealth =
  | { isReachable: true; version: string; host: string }
  | { isReachable: false; error: AppError; host: string };

/**
 * A thing that can describe pictures. Every failure is an AppError with one of the codes of `errors.ts`; an abort of
 * the caller's signal rejects with that signal's reason.
 */
export type Captioner = {
  /** The address of the model server: the key of the gate in `hosts.ts`. */
  host: string;
  /** `image` is an upright, flattened JPEG or PNG of at least 32 px a side, as `family.ts` says. */
  describe: (image: Uint8Array, request: DescribeRequest, options: DescribeOptions) => Promise<Description>;
  /** The installed models that can see and run on the person's own machine, smallest first. */
  models: () => Promise<VisionModel[]>;
  /** Never rejects. */
  health: () => Promise<CaptionerHealth>;
  /** Loads a model with the very options that `describe` uses, so that the first picture does not load it again. */
  warm: (model: string, signal?: AbortSignal) => Promise<void>;
  /** Whether a model that is shown a known picture says what is in it. Loads it as `warm` does. */
  looksAtTrial: (model: string, signal?: AbortSignal) => Promise<boolean>;
  /** Whether models can be downloaded to it. */
  canPull: boolean;
  /** Downloads a model. A cancelled download goes on where it stopped when it is asked for again. */
  pull: (model: string, onProgress: (progress: PullProgress) => void, signal: AbortSignal) => Promise<void>;
};
