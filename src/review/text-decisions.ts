import { findOwnImage, readLengthLimits } from '../../db/decisions.ts';
import type { ReviewItem } from '../../db/review.ts';
import { findVersion } from '../../db/versions.ts';
import { isSameText } from '../platforms/text.ts';
import { type DecisionTools, decide, type ImageWish, keepText, settled } from './decide.ts';
import { textToPublish } from './disclosing.ts';
import { checkText, refusal, requireFresh, requireReplace } from './texts.ts';
import { requireTransition } from './transitions.ts';

/** `expectedRevision`: the `revision` of the row the person was looking at. */
export type TextWish = ImageWish & { text: string; expectedRevision: number };
/** `replace`: yes, overwrite the description that its author wrote. Text and revision go together. */
export type ApproveWish = ImageWish & { text?: string; expectedRevision?: number; replace?: boolean };
export type CorrectWish = TextWish & { replace?: boolean };
export type ReplaceWish = ImageWish & { text?: string; expectedRevision?: number };
export type RestoreWish = ImageWish & { versionId: string; expectedRevision: number };

/**
 * Keeps a person's text; also the way to write one by hand where the model failed or was never asked. An approved
 * picture stays approved, with the new words.
 */
export function edit(tools: DecisionTools, wish: TextWish): ReviewItem {
  return decide(tools, wish, 'edit', (image, now) => {
    const state = requireTransition('edit', image.state);
    const isPublishedSoon = state === 'approved';
    const text = isPublishedSoon
      ? textToPublish(tools.db, image, wish.text)
      : checkText(wish.text, readLengthLimits(tools.db, image.connectionId));
    requireFresh(image, text, wish.expectedRevision);
    const isSolved = image.state !== state;
    return {
      ...keepText(tools, image, wish.user, text, now),
      state,
      ...(isSolved && { error: null, failedStage: null }),
    };
  });
}

export function approve(tools: DecisionTools, wish: ApproveWish): ReviewItem {
  return decide(tools, wish, 'approve', (image, now) => {
    const typed = wish.text ?? image.text ?? '';
    // A second press of the button, after the first has gone through.
    const isDone = (image.state === 'publishing' || image.state === 'published') && !image.putsBack;
    if (isDone && typed === image.text) return null;
    const state = requireTransition('approve', image.state);
    const text = textToPublish(tools.db, image, typed);
    if (wish.text !== undefined) requireFresh(image, text, wish.expectedRevision ?? image.revision);
    requireReplace(image, text, wish.replace ?? false);
    const replacedText = image.remoteDescription;
    return { ...keepText(tools, image, wish.user, text, now), ...settled(state, now), replacedText };
  });
}

/** A new text for a published picture; its post is edited once more. */
export function correctPublished(tools: DecisionTools, wish: CorrectWish): ReviewItem {
  return decide(tools, wish, 'correct', (image, now) => {
    const state = requireTransition('correct', image.state);
    const text = textToPublish(tools.db, image, wish.text);
    requireFresh(image, text, wish.expectedRevision);
    const isAsPublished = isSameText(image.remoteDescription ?? '', image.text ?? '');
    // The same words again are a wish where they no longer stand in the post.
    if (text === image.text && isAsPublished) return null;
    requireReplace({ ...image, state }, text, wish.replace === true || isAsPublished);
    const replacedText = image.remoteDescription;
    return {
      ...keepText(tools, image, wish.user, text, now),
      ...settled(state, now),
      replacedText,
      putsBack: false,
      putBackText: null,
    };
  });
}

/** Ends a conflict: our text, or this one, replaces what stands on the server as last read. */
export function replaceWithMine(tools: DecisionTools, wish: ReplaceWish): ReviewItem {
  return decide(tools, wish, 'replace', (image, now) => {
    const state = requireTransition('replaceWithMine', image.state);
    const text = textToPublish(tools.db, image, wish.text ?? image.text ?? '');
    if (wish.text !== undefined) requireFresh(image, text, wish.expectedRevision ?? image.revision);
    const replacedText = image.remoteDescription;
    return { ...keepText(tools, image, wish.user, text, now), ...settled(state, now), replacedText };
  });
}

/** An earlier text again, as an edit or, of a published picture, as a correction. Throws `not-found`. */
export function restoreVersion(tools: DecisionTools, wish: RestoreWish): ReviewItem {
  const image = findOwnImage(tools.db, wish.user.id, wish.imageId);
  const version = image && findVersion(tools.db, image.id, wish.versionId);
  if (!version) throw refusal('not-found', 'review.versionNotFound');
  const { text } = version;
  return image.state === 'published' ? correctPublished(tools, { ...wish, text }) : edit(tools, { ...wish, text });
}
