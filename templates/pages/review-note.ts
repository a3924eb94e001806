import type { ReviewItem } from '../../db/review.ts';
import { captionText } from '../components/caption.ts';
import { checkbox } from '../components/field.ts';
import { type Content, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';
import type { PairView } from './review-pair.ts';

/** What must be known before a decision: another text that stands in the way, or a reason to wait. */
export function noteOf(words: Words, { item, attempt }: PairView, isEditable: boolean): Content {
  if (attempt?.theirs !== undefined) return otherText(words.t('review.nowReads'), attempt.theirs, item.language);
  if (item.state === 'conflict') return [standing(words, item), !isEditable && state(words, 'review.yoursReads')];
  if (item.putsBack) return puttingBack(words, item);
  if (item.state === 'rejected' && item.dismissedWithPost) return state(words, 'review.postDismissed');
  const isElsewise = item.state === 'published' && !isAsPublished(item);
  if ((item.needsReplace || attempt?.needsReplace || isElsewise) && isEditable)
    return [standing(words, item), replaceBox(words, item)];
  if (isElsewise) return standing(words, item);
  if (item.state === 'approved' && item.reason) return html`<p class="state">${words.sentence(item.reason)}</p>`;
  if (item.state === 'described' && item.saysNothing) return state(words, 'review.saysNothing');
  return false;
}

/** What of a moving picture a draft is about. */
export function seenOf(words: Words, { state: stands, type, model }: ReviewItem): Content {
  return (
    stands === 'drafted' && model !== null && (type === 'video' || type === 'gifv') && state(words, 'review.still')
  );
}

/** Where a draft comes from that no model was asked for. */
export function originOf(words: Words, { state: stands, origin }: ReviewItem): Content {
  if (stands !== 'drafted' || !origin) return false;
  const { kind, at, imageId } = origin;
  const key = kind === 'own text' ? 'review.ownTextOf' : 'review.earlierDraftOf';
  const link = imageId && html` <a href="/images/${imageId}">${words.t('review.samePicture')}</a>`;
  return html`<p class="state">${words.t(key, { date: words.date(at) })}${link}</p>`;
}

const state = (words: Words, key: string) => html`<p class="state">${words.t(key)}</p>`;

function puttingBack(words: Words, { putBackText, post }: ReviewItem): Html {
  return putBackText
    ? otherText(words.t('review.puttingBackThis'), putBackText, post.language)
    : state(words, 'review.puttingBack');
}

/** Whether the post held our text when it was last read; its owner may have changed it since it was published. */
function isAsPublished({ text, remoteDescription }: ReviewItem): boolean {
  return text.trim() === (remoteDescription ?? '').trim();
}

function standing(words: Words, { remoteDescription, post }: ReviewItem): Html {
  if (!remoteDescription) return state(words, 'review.nothingOnThePost');
  return otherText(words.t('review.onThePost'), remoteDescription, post.language);
}

function replaceBox(words: Words, { id }: ReviewItem): Html {
  return checkbox(words, { name: 'replace', id: `replace-${id}`, label: words.t('review.replaceTheirs') });
}

function otherText(heading: string, text: string, lang: string | null): Html {
  return html`<div class="other-text"><p class="state">${heading}</p>${captionText(text, lang)}</div>`;
}
