import type { imageStates } from '../../db/schema.ts';
import { AppError } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';

export type ImageState = (typeof imageStates)[number];

/**
 * The life of an image, whole: what may happen in which state, and the state it leads to. What is not here cannot
 * happen. `edit` and `write` keep a person's words; a decision on top of them is another action.
 */
export const transitions = {
  // A run works on it.
  prepare: { found: 'prepared', failed: 'prepared' },
  draft: { found: 'drafted', prepared: 'drafted', drafted: 'drafted', failed: 'drafted', described: 'drafted' },
  failToDescribe: { found: 'failed', prepared: 'failed', failed: 'failed' },

  // A person decides.
  edit: {
    found: 'drafted',
    prepared: 'drafted',
    failed: 'drafted',
    drafted: 'drafted',
    rejected: 'drafted',
    decorative: 'drafted',
    described: 'drafted',
    approved: 'approved',
    conflict: 'conflict',
  },
  approve: {
    found: 'approved',
    prepared: 'approved',
    failed: 'approved',
    drafted: 'approved',
    rejected: 'approved',
    decorative: 'approved',
    approved: 'approved',
  },
  reject: {
    found: 'rejected',
    prepared: 'rejected',
    drafted: 'rejected',
    approved: 'rejected',
    failed: 'rejected',
    rejected: 'rejected',
    described: 'rejected',
    conflict: 'rejected',
  },
  markDecorative: {
    found: 'decorative',
    prepared: 'decorative',
    failed: 'decorative',
    drafted: 'decorative',
    approved: 'decorative',
    rejected: 'decorative',
    decorative: 'decorative',
  },
  undecide: { approved: 'drafted', rejected: 'drafted', decorative: 'drafted', drafted: 'drafted' },
  /** `undecide` of an image that has no text to go back to. */
  undecideEmpty: { rejected: 'found', decorative: 'found' },
  /** The same where its owner's description stands on the server. */
  undecideDescribed: { rejected: 'described', decorative: 'described' },
  correct: { published: 'approved' },
  /** The published text stays, the wish to change it goes. */
  cancelCorrection: { approved: 'published', drafted: 'published', failed: 'published' },
  /** Stays published until the former text stands in the post again. */
  askPutBack: { published: 'published' },
  /** The same over what its owner wrote there since. */
  putBackOver: { conflict: 'published' },
  keepTheirs: { conflict: 'described' },
  replaceWithMine: { conflict: 'approved' },

  // The post is written.
  startWrite: { approved: 'publishing', published: 'publishing' },
  release: { publishing: 'approved' },
  releasePutBack: { publishing: 'published' },
  finishWrite: { publishing: 'published', approved: 'published' },
  finishPutBack: { publishing: 'drafted', published: 'drafted' },
  meetConflict: { approved: 'conflict', publishing: 'conflict', published: 'conflict' },
  failToPublish: { approved: 'failed', publishing: 'failed' },
  vanish: {
    found: 'gone',
    prepared: 'gone',
    drafted: 'gone',
    approved: 'gone',
    publishing: 'gone',
    published: 'gone',
    failed: 'gone',
    conflict: 'gone',
  },
} as const satisfies Record<string, Partial<Record<ImageState, ImageState>>>;

export type ImageAction = keyof typeof transitions;

/** The state an action leads to, or undefined where it is not allowed. */
export function stateAfter(action: ImageAction, state: ImageState): ImageState | undefined {
  const row: Partial<Record<ImageState, ImageState>> = transitions[action];
  return row[state];
}

const reasons: Partial<Record<ImageState, string>> = {
  publishing: 'review.isBeingPublished',
  published: 'review.isPublished',
  conflict: 'review.isInConflict',
  gone: 'review.isGone',
  described: 'review.isDescribed',
};

/** The state an action leads to; throws `wrong-state` with a sentence that says why it cannot be done now. */
export function requireTransition(action: ImageAction, state: ImageState): ImageState {
  const next = stateAfter(action, state);
  if (next) return next;
  throw new AppError('validation', say(reasons[state] ?? 'review.isNotReady'), { code: 'wrong-state' });
}
