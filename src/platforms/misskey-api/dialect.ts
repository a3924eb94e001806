import type { Acceptance, Capabilities } from '../platform.ts';

/** How one family differs from the others that speak Misskey's API. */
export type Dialect = {
  name: string;
  software: readonly string[];
  capabilities: Capabilities;
  accepts: (software: string, version: string) => Acceptance;
  /** What finds all notes with files: by files, or, where that leaves out replies to other people, by all. */
  listing: { withFiles: true } | { withReplies: true };
  /** How far apart the server wants to be asked for single notes. */
  notesEveryMs?: number;
};
