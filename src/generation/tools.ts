import type { Finding } from '../captioner/captioner.ts';

/** A picture of a post as the server names it. */
export type MediaRef = { postUri: string; mediaId: string };

/**
 * What to do with a picture: `describe` it, leave it because this very run already settled it (`done`), or leave it
 * because it needs nothing (`skip`).
 */
export type KnownImage = MediaRef & { imageId: string; verdict: 'describe' | 'done' | 'skip' };

/** A draft made earlier for the same bytes. */
export type Recalled = { text: string; raw: string; model: string; promptVersion: string; findings: Finding[] };

/**
 * The questions a run asks of the process that owns the database and the model hosts. Rows are written by events; an
 * answer always reflects every event sent before the question.
 */
export type Tools = {
  /** What to do with the pictures of a page of posts that was just told. */
  known: (refs: MediaRef[]) => Promise<KnownImage[]>;
  /** The draft of a picture seen before, for the same person, model and language. */
  recall: (picture: { sha256: string; language: string }) => Promise<Recalled | null>;
  /** Permission to use the model host; call the answer when done with it. Fair between runs. */
  slot: (host: string, signal: AbortSignal) => Promise<() => void>;
};
