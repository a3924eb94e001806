import type { Finding } from '../../captioner/captioner.ts';
import type { HostReport } from '../../captioner/hosts/host-record.ts';
import type { ReadText } from '../../reading/reading.ts';

export type { HostReport };

/** A picture of a post as the server names it. */
export type MediaRef = { postUri: string; mediaId: string };

/**
 * What to do with a picture: `describe` it, leave it because this very run already settled it (`done`), or leave it
 * because it needs nothing (`skip`).
 */
export type KnownImage = MediaRef & { imageId: string; verdict: 'describe' | 'done' | 'skip' };

/** Another picture of the same person that this one may be; `grey` in base64. */
export type LookAlike = { imageId: string; hash: string; grey: string };

/** What is wanted for a picture; `sameAs`: pictures of the same person that show the same, which the run has found out. */
export type RecallWish = {
  imageId: string;
  sha256: string;
  sameAs: string[];
  language: string;
  promptVersion: string;
  requestKey: string;
};

/**
 * A text there is for the same picture: the person's own, or a draft that the same question to the same model has given.
 * Words of her own have no model; what she approved as a model made it has that.
 */
export type Recalled = {
  text: string;
  raw: string | null;
  model: string | null;
  promptVersion: string | null;
  findings: Finding[];
  origin: { kind: 'own text' | 'earlier draft'; imageId: string | null; at: number };
};

/** The hosts that may describe a picture, and the model that shall. */
export type SlotWish = { hosts: string[]; model: string };
/** `room`: how many pictures may be at these hosts together now. */
export type Slot = { host: string; room: number; release: (report: HostReport | null) => void };

/**
 * The questions a run asks of the process that owns the database and the model hosts. Rows are written by events; an
 * answer always reflects every event sent before the question.
 */
export type Tools = {
  /** What to do with the pictures of a page of posts that was just told. */
  known: (refs: MediaRef[]) => Promise<KnownImage[]>;
  /** The person's pictures of other bytes whose hashes are near, the nearest first. */
  lookAlikes: (picture: { imageId: string; sha256: string; hash: string }) => Promise<LookAlike[]>;
  /** The small picture that is kept of one of hers, in base64; null where there is none. */
  smallPicture: (imageId: string) => Promise<string | null>;
  /** A text that the same person has for the same picture. */
  recall: (wish: RecallWish) => Promise<Recalled | null>;
  /** What the other pictures of a picture's post are described by, as far as they are. */
  siblingTexts: (imageId: string) => Promise<string[]>;
  /**
   * Permission to use one of the model hosts, to be given back with what became of the picture there; null where every
   * one is known to lack the model. Fair between runs.
   */
  slot: (wish: SlotWish, signal: AbortSignal) => Promise<Slot | null>;
  /** The text that stands in a picture, from its bytes as they were downloaded; null when nobody could look. */
  readText: (bytes: Uint8Array, signal: AbortSignal) => Promise<ReadText | null>;
};
