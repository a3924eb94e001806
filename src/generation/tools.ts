import type { Finding } from '../captioner/captioner.ts';
import type { HostReport } from '../captioner/host-record.ts';
import type { ReadText } from '../reading/reading.ts';

export type { HostReport };

/** A picture of a post as the server names it. */
export type MediaRef = { postUri: string; mediaId: string };

/**
 * What to do with a picture: `describe` it, leave it because this very run already settled it (`done`), or leave it
 * because it needs nothing (`skip`).
 */
export type KnownImage = MediaRef & { imageId: string; verdict: 'describe' | 'done' | 'skip' };

/** A draft made earlier for the same bytes. */
export type Recalled = { text: string; raw: string; model: string; promptVersion: string; findings: Finding[] };

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
  /** The draft of a picture seen before, for the same person, model and language. */
  recall: (picture: { sha256: string; language: string }) => Promise<Recalled | null>;
  /**
   * Permission to use one of the model hosts, to be given back with what became of the picture there; null where every
   * one is known to lack the model. Fair between runs.
   */
  slot: (wish: SlotWish, signal: AbortSignal) => Promise<Slot | null>;
  /** The text that stands in a picture, from its bytes as they were downloaded; null when nobody could look. */
  readText: (bytes: Uint8Array, signal: AbortSignal) => Promise<ReadText | null>;
};
