import type { PictureKind } from '../../../src/captioner/captioner.ts';

/** A picture with what is known of it, to see how well it is described. */
export type Subject = {
  name: string;
  kind: PictureKind;
  /** Of the post (BCP 47), and so of the description. */
  language: string;
  postText: string;
  /** The text that stands in it, which the description should have; null where there is none. */
  text: string | null;
  /** What it shows: each is met by any of its words, matched anywhere and in any case. */
  facts: string[][];
  /** A good description, for the model of the sandbox to say: it cannot see. */
  goodCaption: string;
  bytes: () => Promise<Uint8Array>;
};

/** A file that is no picture to describe, with the code of the reason. */
export type HostileFile = { name: string; code: string; bytes: () => Promise<Uint8Array> };
