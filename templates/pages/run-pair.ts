import type { ReviewItem } from '../../db/review.ts';
import { pairs } from '../components/list.ts';
import { type LabelProps, type LabelState, labelPartial, pair } from '../components/pair.ts';
import type { Picture } from '../components/picture.ts';
import { attributes, type Content, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';
import { aboutPost } from './review-context.ts';
import { standingOn } from './review-pair.ts';

export type PairOfRun = {
  item: ReviewItem;
  nowMs: number;
  /** What the model has written of the description under way. */
  textSoFar: string | undefined;
};

/** How much of a post's own words stands beside its picture: enough to know it again. */
const mostOfPost = 140;

/** The pictures of a run, to look at; decisions are made in the review. */
export function runPairs(words: Words, shown: PairOfRun[]): Html {
  return pairs(shown.map((one) => runPair(words, one)));
}

export function runPair(words: Words, { item, ...rest }: PairOfRun): Html {
  return pair(words, {
    ...labelOf({ item, ...rest }),
    picture: runPicture(words, item),
    about: aboutPost(words, item),
    context: postWords(item),
  });
}

/** The label of one picture in a live message. */
export function runLabelPartial(words: Words, shown: PairOfRun): Html {
  return labelPartial(words, labelOf(shown));
}

export function runPicture(words: Words, { id, position, siblings, postedAt, ...item }: ReviewItem): Picture {
  const count = siblings.length + 1;
  return {
    name: words.t('runs.pictureName', { number: position + 1, count, date: words.date(postedAt) }),
    src: item.hasThumbnail ? `/pictures/${id}` : undefined,
    width: item.width ?? undefined,
    height: item.height ?? undefined,
    thumbhash: item.thumbhash ?? undefined,
    isSensitive: item.post.isSensitive,
  };
}

function labelOf({ item, nowMs, textSoFar }: PairOfRun): LabelProps {
  return { imageId: item.id, nowMs, state: stateOf(item, textSoFar) };
}

function stateOf(item: ReviewItem, textSoFar: string | undefined): LabelState {
  const { host } = new URL(item.connection.origin);
  const { state } = item;
  const said = { text: item.text, lang: item.language };
  switch (state) {
    case 'found':
      return { kind: 'preparing' };
    case 'prepared':
      return textSoFar === undefined ? { kind: 'waiting' } : { ...said, kind: 'writing', text: textSoFar };
    case 'drafted':
      return { ...said, kind: 'drafted', findings: item.findings };
    case 'approved':
    case 'rejected':
      return { ...said, kind: state };
    case 'publishing':
      return { ...said, kind: 'publishing', host };
    case 'published':
      return { ...said, kind: 'published', host, atMs: item.publishedAt ?? item.updatedAt };
    case 'decorative':
      return { kind: 'notNeeded' };
    case 'described':
      return { ...(item.remoteDescription === null ? said : standingOn(item)), kind: 'described' };
    case 'failed':
      return { kind: 'failed', reason: reasonOf(item) };
    case 'conflict':
      return { ...said, kind: 'conflict', reason: reasonOf(item) };
    case 'gone':
      return { kind: 'gone', reason: reasonOf(item) };
  }
}

export function reasonOf({ reason }: ReviewItem) {
  return reason ?? { key: 'errors.unexpected' };
}

function postWords({ post }: ReviewItem): Content {
  const text = [...(post.spoilerText || post.text).replace(/\s+/g, ' ').trim()];
  if (text.length === 0) return false;
  const shown = text.length > mostOfPost ? `${text.slice(0, mostOfPost).join('').trimEnd()}…` : text.join('');
  return html`<blockquote class="run-post" dir="auto"${attributes({ lang: post.language })}>${shown}</blockquote>`;
}
