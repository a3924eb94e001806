import type { ImageChanges, ImageRow } from '../../db/decisions.ts';
import type { ReviewItem } from '../../db/review.ts';
import { type DecisionTools, decide, type ImageWish, settled } from './decide.ts';
import { type ImageState, requireTransition } from './transitions.ts';

type Dismissal = 'reject' | 'markDecorative' | 'undecide';

/** Says no in one of several ways. Where a published text stands, it stays, and only the wish to change it goes. */
export function dismiss(tools: DecisionTools, wish: ImageWish, action: Dismissal): ReviewItem {
  return decide(tools, wish, action, (image, now) => {
    if (image.putsBack) {
      return { state: requireTransition('askPutBack', image.state), putsBack: false, putBackText: null };
    }
    if (image.publishedAt !== null && image.state !== 'published') return cancelCorrection(image);
    if (action === 'undecide') return asUndecided(image);
    return { ...settled(requireTransition(action, image.state), now), dismissedWithPost: false };
  });
}

/** The published text stays, the wish to change it goes. */
export function cancelCorrection(image: ImageRow): ImageChanges {
  return {
    state: requireTransition('cancelCorrection', image.state),
    text: image.remoteDescription,
    revision: image.revision + 1,
    replacedText: null,
    error: null,
    failedStage: null,
  };
}

/** Back to where it waits for a decision; without a draft, to where a later run finds it. */
export function asUndecided(image: ImageRow): ImageChanges {
  return { state: stateUndecided(image), decidedAt: null, replacedText: null, dismissedWithPost: false };
}

function stateUndecided({ state, text, remoteDescription }: ImageRow): ImageState {
  if (text) return requireTransition('undecide', state);
  return requireTransition(remoteDescription === null ? 'undecideEmpty' : 'undecideDescribed', state);
}

/** Ends a conflict: what the person wrote on the server stays. */
export function keepTheirs(tools: DecisionTools, wish: ImageWish): ReviewItem {
  return decide(tools, wish, 'keep-theirs', leavingTheirs);
}

/** Where a text of ours stood before, none does any more, so nothing is left to put back. */
export function leavingTheirs(image: ImageRow, now: number): ImageChanges {
  return {
    ...settled(requireTransition('keepTheirs', image.state), now),
    publishedAt: null,
    originalDescription: null,
  };
}
