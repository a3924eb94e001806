import type { AppError } from '../lib/errors.ts';
import type { Sentence } from '../lib/sentence.ts';
import type { RemotePost } from './remote-post.ts';

/*
 * The words of the safe edit: read, compare, commit the former descriptions, write once, read back. Plain data.
 */

/** A post with what its author typed, as it must be sent back. */
export type EditablePost = {
  post: RemotePost;
  source: { text: string; spoilerText: string; contentType: string | null };
  /** Hash of everything an edit could lose. Two equal fingerprints: the post has not been changed in between. */
  fingerprint: string;
  /** Why Altwright never edits this post, or null when it may. */
  refusal: Sentence | null;
};

/**
 * One description to write. An empty `description` takes the text away again (undo).
 * `replaces` is the text believed to stand there now; anything else there is a conflict. `putsBack`: it stood there before,
 * so it is not measured by limits that came later or are Altwright's own.
 */
export type DescriptionChange = { mediaId: string; description: string; replaces: string | null; putsBack?: boolean };
export type WantedDescription = { mediaId: string; description: string };
export type FormerDescription = { mediaId: string; description: string | null };

/** The post as it was when its captions were approved. */
export type ExpectedPost = { fingerprint: string; mediaIds: string[] };

/** An edit read and compared, ready to be written. Commit `former` before `writeEdit`. */
export type PreparedEdit = {
  postId: string;
  before: EditablePost;
  wanted: WantedDescription[];
  /** The wanted texts that do not stand there yet: what is sent. */
  changed: WantedDescription[];
  former: FormerDescription[];
  preparedAtMs: number;
};

/** Ends of an edit at which nothing has been written by it. */
export type Unwritten =
  /** The post already holds every wanted text. */
  | { kind: 'already'; fingerprint: string; editedAtMs: number | null }
  /** The post is not as it was; a person must look. */
  | { kind: 'conflict'; reason: Sentence; current: EditablePost }
  /** Altwright never writes this; trying again is pointless. */
  | { kind: 'refused'; reason: Sentence }
  /** The post no longer exists. */
  | { kind: 'gone' };

export type Preparation = { kind: 'ready'; edit: PreparedEdit } | Unwritten;

export type Outcome =
  /** Written, read back, and nothing else differs. `remarks` are worth showing (e.g. it may not have federated). */
  | { kind: 'published'; fingerprint: string; editedAtMs: number | null; remarks: Sentence[] }
  /** Written, but the post read back differs in more or less than was wanted. A person must look at once. */
  | { kind: 'mismatch'; differences: Sentence[]; descriptionsHeld: boolean; current: EditablePost }
  /**
   * Where a post takes several writes: these went through, then the server said no with `error`. Nothing else differs; the
   * rest can be written later.
   */
  | { kind: 'partly'; written: WantedDescription[]; error: AppError; editedAtMs: number | null }
  /** No answer to the write, and the post does not show it (or could not be read). `settle` from `retryAtMs` on. */
  | { kind: 'unconfirmed'; reason: Sentence; retryAtMs: number }
  | Unwritten;

/** What reading the post after a crash or a lost answer says about an edit. */
export type Settlement =
  /** `intact`: everything else in the post is as it was expected to be. */
  | { kind: 'holds'; intact: boolean; fingerprint: string; editedAtMs: number | null }
  /** `held`: those of the wanted texts that stand there all the same. */
  | { kind: 'lacks'; current: EditablePost; held: WantedDescription[] }
  | { kind: 'gone' };
