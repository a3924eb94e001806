import type { ImageChanges, ImageRow } from '../../db/decisions.ts';
import type { ReviewItem } from '../../db/review.ts';
import { type DecisionTools, decide, type ImageWish, settled } from './decide.ts';
import { type ImageAction, requireTransition } from './transitions.ts';

type Dismissal = 'reject' | 'markDecorative' | 'undecide';

/** Says no in one of several ways. Where a published text stands, it stays, and only the wish to change it goes. */
export function dismiss(tools: DecisionTools, wish: ImageWish, action: Dismissal): ReviewItem {
  return decide(tools, wish, action, (image, now) => {
    if (image.putsBack) return { state: requireTransition('askPutBack', image.state), putsBack: false };
    if (image.publishedAt !== null && image.state !== 'published') return cancelCorrection(image);
    const state = requireTransition(withOrWithoutText(action, image), image.state);
    return action === 'undecide' ? { state, decidedAt: null, replacedText: null } : settled(state, now);
  });
}

function cancelCorrection(image: ImageRow): ImageChanges {
  return {
    state: requireTransition('cancelCorrection', image.state),
    text: image.remoteDescription,
    revision: image.revision + 1,
    replacedText: null,
    error: null,
    failedStage: null,
  };
}

/** A picture without a draft goes back to being found, so that a later run describes it. */
function withOrWithoutText(action: Dismissal, image: ImageRow): ImageAction {
  return action === 'undecide' && !image.text ? 'undecideEmpty' : action;
}

/** Puts back what stood in the post before Altwright wrote; the text becomes a draft again once that is done. */
export function putBack(tools: DecisionTools, wish: ImageWish): ReviewItem {
  const change = (image: ImageRow, now: number) => ({
    ...settled(requireTransition('askPutBack', image.state), now),
    putsBack: true,
  });
  return decide(tools, wish, 'put-back', change, { atOnce: true });
}

/**
 * Ends a conflict: what the person wrote on the server stays. Where a text of ours stood before, none does any more, so
 * nothing is left to put back.
 */
export function keepTheirs(tools: DecisionTools, wish: ImageWish): ReviewItem {
  const change = (image: ImageRow, now: number) => ({
    ...settled(requireTransition('keepTheirs', image.state), now),
    publishedAt: null,
    originalDescription: null,
  });
  return decide(tools, wish, 'keep-theirs', change);
}
