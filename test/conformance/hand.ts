import type { StagedPost } from '../contracts/stage.ts';
import type { OwnerEdit } from '../support/sandbox-instance/post-controls.ts';
import type { NewPost } from '../support/sandbox-instance/posting.ts';

/** A post as its server shows it, for comparing: what others do to it is left out. */
export type ShownPost = Record<string, unknown> & {
  media: { id: string; type: string; description: string | null; focus: object | null; key: string }[];
};

/** What an owner does to her posts by the server's own API, without the client under test. */
export type OwnersHand = {
  owner: () => Promise<{ id: string; username: string }>;
  post: (given: NewPost) => Promise<StagedPost>;
  /** Throws NotPossibleHere where posts cannot be edited so. */
  edit: (postId: string, change: OwnerEdit) => Promise<void>;
  remove: (postId: string) => Promise<void>;
  /** Null when it is gone. */
  read: (postId: string) => Promise<ShownPost | null>;
};
