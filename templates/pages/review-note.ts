import type { ReviewItem } from '../../db/review.ts';
import { captionText } from '../components/caption.ts';
import { checkbox } from '../components/field.ts';
import { type Content, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';
import type { PairView } from './review-pair.ts';

/** What must be known before a decision: another text that stands in the way, or a reason to wait. */
export function noteOf(words: Words, { item, attempt }: PairView, isEditable: boolean): Content {
  if (attempt?.theirs !== undefined) return otherText(words.t('review.nowReads'), attempt.theirs);
  if (item.state === 'conflict') return otherText(words.t('review.onThePost'), item.remoteDescription ?? '');
  if (item.putsBack) return html`<p class="state">${words.t('review.puttingBack')}</p>`;
  if ((item.needsReplace || attempt?.needsReplace) && isEditable)
    return [standing(words, item), replaceBox(words, item)];
  if (item.state === 'approved' && item.reason) return html`<p class="state">${words.sentence(item.reason)}</p>`;
  return false;
}

function standing(words: Words, { remoteDescription }: ReviewItem): Html {
  return otherText(words.t('review.onThePost'), remoteDescription ?? '');
}

function replaceBox(words: Words, { id }: ReviewItem): Html {
  return checkbox(words, { name: 'replace', id: `replace-${id}`, label: words.t('review.replaceTheirs') });
}

function otherText(heading: string, text: string): Html {
  return html`<div class="other-text"><p class="state">${heading}</p>${captionText(text)}</div>`;
}
