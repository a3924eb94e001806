import { countSayingNothing } from '../../db/dashboard.ts';
import { findOwnImage } from '../../db/decisions.ts';
import type { Db } from '../../db/open.ts';
import {
  countStatesOfTask,
  countStatesOfUser,
  listConnectionIds,
  listReviewKeys,
  ownsTask,
  type ReviewCursor,
  type ReviewItem,
  type ReviewScope,
  readReviewItems,
  type StateCounts,
} from '../../db/review.ts';
import { type Finding, imageStates } from '../../db/schema.ts';
import { listVersions, type VersionRow } from '../../db/versions.ts';
import type { Clock } from '../lib/clock.ts';
import { type AgainWish, askAgain } from './again.ts';
import { type ApprovedAll, approveAll } from './approve-all.ts';
import { approveUnasked } from './approve-unasked.ts';
import type { DecisionTools, ImageWish, PostScheduler, ReviewChange, TextContext, User } from './decide.ts';
import { dismiss, keepTheirs } from './dismissals.ts';
import { withLanguages } from './languages.ts';
import { askAboutPost, dismissPost } from './post-dismissal.ts';
import { type PutBackWish, type PutPostBackWish, putBack, putPostBack } from './put-back.ts';
import * as texts from './text-decisions.ts';
import { refusal } from './texts.ts';
import type { ImageState } from './transitions.ts';

/** Which pictures to show. Without states: the drafts that wait for a decision. A run goes before a connection. */
export type ReviewFilter = {
  user: User;
  states?: readonly ImageState[];
  taskId?: string;
  connectionId?: string;
  /** Only pictures whose description on the server says nothing. */
  sayingNothing?: boolean;
};
/** `nextCursor` belongs into the link to the following page; null on the last one. */
export type ReviewPage = { items: ReviewItem[]; nextCursor: string | null };

export type ReviewOptions = {
  /** The writing connection. */
  db: Db;
  /** A read-only connection, for the lists. */
  reader: Db;
  clock: Clock;
  publishing: PostScheduler;
  onChange: (change: ReviewChange) => void;
  /** What the quality rules say about a text that a person wrote; nothing unless given. */
  findingsOf?: (text: string, context: TextContext) => Finding[];
};

export type Review = ReturnType<typeof createReview>;

/** What people see of their pictures and decide about them. Everybody else's pictures do not exist for them. */
export function createReview(options: ReviewOptions) {
  const { reader } = options;
  const tools: DecisionTools = { findingsOf: () => [], ...options };

  function scopeOf({ user, taskId, connectionId }: ReviewFilter): ReviewScope {
    if (taskId !== undefined) {
      if (!ownsTask(reader, user.id, taskId)) throw refusal('not-found', 'review.runNotFound');
      return { taskId };
    }
    const own = listConnectionIds(reader, user.id);
    if (connectionId === undefined) return { connectionIds: own };
    if (!own.includes(connectionId)) throw refusal('not-found', 'review.connectionNotFound');
    return { connectionIds: [connectionId] };
  }

  function requireOwn({ user, imageId }: ImageWish): void {
    if (!findOwnImage(reader, user.id, imageId)) throw refusal('not-found', 'review.imageNotFound');
  }

  return {
    // Decisions. All answer the picture as it is then; all throw `not-found` for somebody else's, and `wrong-state`.
    edit: (wish: texts.TextWish) => texts.edit(tools, wish),
    approve: (wish: texts.ApproveWish) => texts.approve(tools, wish),
    correctPublished: (wish: texts.CorrectWish) => texts.correctPublished(tools, wish),
    replaceWithMine: (wish: texts.ReplaceWish) => texts.replaceWithMine(tools, wish),
    restoreVersion: (wish: texts.RestoreWish) => texts.restoreVersion(tools, wish),
    keepTheirs: (wish: ImageWish) => keepTheirs(tools, wish),
    putBack: (wish: PutBackWish) => putBack(tools, wish),
    /** Stays rejected on later runs. */
    reject: (wish: ImageWish) => dismiss(tools, wish, 'reject'),
    /** Needs no description. */
    markDecorative: (wish: ImageWish) => dismiss(tools, wish, 'markDecorative'),
    /** Back to the drafts. */
    undecide: (wish: ImageWish) => dismiss(tools, wish, 'undecide'),
    /** The whole post stays set aside, with whatever is added to it. */
    dismissPost: (wish: ImageWish) => dismissPost(tools, wish),
    askAboutPost: (wish: ImageWish) => askAboutPost(tools, wish),
    /** Throws `nothing-to-put-back` besides. */
    putPostBack: (wish: PutPostBackWish) => putPostBack(tools, wish),

    /** What asking the model about a picture once more needs. Throws `not-found` and `wrong-state`. */
    askAgain: (wish: AgainWish) => askAgain(tools, wish),

    /** A page of pictures, newest post first. Throws `not-found` for a run or connection of somebody else. */
    list(wish: ReviewFilter & { cursor?: string | null; limit?: number }): ReviewPage {
      const limit = Math.min(wish.limit ?? 50, 200);
      const { states = ['drafted'], sayingNothing = false } = wish;
      const among = { states, sayingNothing };
      const keys = listReviewKeys(reader, scopeOf(wish), among, parseCursor(wish.cursor), limit + 1);
      const shown = keys.slice(0, limit);
      const last = keys.length > limit ? shown.at(-1) : undefined;
      return {
        items: readReviewItems(
          reader,
          shown.map(({ id }) => id),
        ),
        nextCursor: last ? `${last.postedAt}_${last.postId}_${last.position}` : null,
      };
    },

    /** One picture as the lists show it. Throws `not-found`. */
    item(wish: ImageWish): ReviewItem {
      requireOwn(wish);
      const [item] = readReviewItems(reader, [wish.imageId]);
      if (!item) throw refusal('not-found', 'review.imageNotFound');
      return item;
    },

    /** Every text the picture ever had, the newest first. Throws `not-found`. */
    versions(wish: ImageWish): VersionRow[] {
      requireOwn(wish);
      return withLanguages(listVersions(reader, wish.imageId));
    },

    /** How many of a person's pictures are in each state (all unless named), each at most 1,000: then show "999+". */
    counts: ({ user, states = imageStates }: { user: User; states?: readonly ImageState[] }): Partial<StateCounts> =>
      countStatesOfUser(reader, user.id, states),

    /** How many of a person's described pictures have a description that says nothing, at most 1,000. */
    countSayingNothing: ({ user }: { user: User }): number =>
      countSayingNothing(reader, listConnectionIds(reader, user.id)),

    /** How many pictures of a run are in which state. Throws `not-found`. */
    taskCounts({ user, taskId }: { user: User; taskId: string }): Partial<StateCounts> {
      scopeOf({ user, taskId });
      return countStatesOfTask(reader, taskId);
    },

    /** Approves every draft of a list but those that need a look; `shownAt` is when the page was made. */
    approveAll: (wish: Omit<ReviewFilter, 'states'> & { shownAt?: number }): Promise<ApprovedAll> =>
      approveAll(tools, wish.user, scopeOf(wish), wish.shownAt),

    /** Approves what nothing speaks against among a run's drafts, where the person has allowed that beforehand. */
    approveUnasked: (run: { userId: string; taskId: string }): Promise<ApprovedAll> => approveUnasked(tools, run),
  };
}

/** A cursor that was tampered with starts from the beginning. */
function parseCursor(cursor: string | null | undefined): ReviewCursor | null {
  const [, postedAt, postId, position] = /^(-?\d{1,16})_([0-9a-f-]{36})_(\d{1,6})$/.exec(cursor ?? '') ?? [];
  if (postedAt === undefined || postId === undefined) return null;
  return { postedAt: Number(postedAt), postId, position: Number(position) };
}
