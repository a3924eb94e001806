import type { ReviewItem } from '../../db/review.ts';
import type { Sentence } from '../../src/lib/sentence.ts';
import { partial } from '../components/live.ts';
import { type LabelProps, type LabelState, label, pair } from '../components/pair.ts';
import { type Picture, picture } from '../components/picture.ts';
import type { Html } from '../html.ts';
import type { Words } from '../words.ts';
import { type AgainView, again } from './again.ts';
import { decisionsOf } from './review-actions.ts';
import { aboutPost, postContext } from './review-context.ts';
import { noteOf, originOf, seenOf } from './review-note.ts';

/** What a person tried that could not be done: her words stay in the field, with the reason beside them. */
export type Attempt = {
  text: string;
  error: Sentence;
  /** The text that stands there since, which she has not seen. */
  theirs?: string;
  /** A description on the post is in the way, and she is asked whether to replace it. */
  needsReplace?: boolean;
};

/** `returnTo`: the page that decisions come back to where no script answers them in place. */
export type PairView = AgainView & {
  /** The text of a picture that is published or described already is to be changed. */
  isEditing?: boolean;
  attempt?: Attempt | undefined;
};

/** A picture to decide about, beside its caption, with all that the decision needs. */
export function reviewPair(words: Words, view: PairView): Html {
  return pair(words, {
    ...labelOf(words, view),
    picture: pictureOf(words, view.item),
    about: aboutPost(words, view.item),
    context: [!view.isEditing && again(words, view), postContext(words, view)],
  });
}

/** The picture in a live message, where none was hanging. */
export function reviewPicturePartial(words: Words, { item }: PairView): Html {
  const id = `picture-${item.id}`;
  return partial(`#${id}:not(:has(img))`, 'outerMorph', picture(words, pictureOf(words, item), id));
}

/** The label alone, as it stands after news from elsewhere. */
export function reviewLabel(words: Words, view: PairView): Html {
  return label(words, labelOf(words, view));
}

/** Whether there is a field in which a person may be typing. */
export function isEditable({ item, isEditing, attempt }: PairView): boolean {
  const fields: ReviewItem['state'][] = ['found', 'prepared', 'drafted', 'failed'];
  return Boolean(isEditing || attempt) || fields.includes(item.state);
}

function labelOf(words: Words, view: PairView): LabelProps {
  const { action, buttons } = decisionsOf(words, view, isEditable(view));
  return {
    imageId: view.item.id,
    state: stateOf(view),
    nowMs: view.nowMs,
    note: [seenOf(words, view.item), originOf(words, view.item), noteOf(words, view, isEditable(view))],
    buttons,
    ...(action && { action }),
  };
}

function stateOf(view: PairView): LabelState {
  const { item, attempt } = view;
  if (isEditable(view)) return editedState(view);
  const { text, language: lang, publication } = item;
  const { host } = new URL(item.connection.origin);
  switch (item.state) {
    case 'approved': {
      const dueAtMs = publication?.state === 'waiting' ? publication.notBefore : undefined;
      return { kind: 'approved', text, lang, ...(dueAtMs !== undefined && dueAtMs > view.nowMs && { dueAtMs }) };
    }
    case 'publishing':
      return { kind: 'publishing', text, lang, host };
    case 'published':
      return { kind: 'published', text, lang, host, atMs: item.publishedAt ?? item.updatedAt };
    case 'conflict':
      return { kind: 'conflict', text, lang, reason: attempt?.error ?? item.reason ?? { key: 'publishing.conflict' } };
    case 'rejected':
      return text ? { kind: 'rejected', text, lang } : { ...standingOn(item), kind: 'rejected' };
    case 'decorative':
      return { kind: 'notNeeded' };
    case 'described':
      return item.remoteDescription === null
        ? { kind: 'described', text, lang }
        : { ...standingOn(item), kind: 'described' };
    default:
      return { kind: 'gone', reason: item.reason ?? { key: 'review.isGone' } };
  }
}

function editedState({ item, attempt }: PairView): LabelState {
  const field = {
    ...(item.state === 'described' ? standingOn(item) : { text: item.text, lang: item.language }),
    ...(attempt && { text: attempt.text }),
    limit: item.limits.maximum,
    error: attempt?.error,
    findings: attempt ? [] : item.findings,
  };
  if (item.state === 'failed') {
    return { kind: 'failed', reason: item.reason ?? { key: 'review.failedWithoutReason' }, ...field };
  }
  if (item.state === 'found' || item.state === 'prepared') {
    return { kind: 'failed', reason: { key: 'review.noDraftYet' }, ...field };
  }
  return { kind: 'draft', ...field };
}

/** What somebody wrote on the server is in the language of the post, as far as anybody knows. */
export function standingOn({ remoteDescription, post }: ReviewItem): { text: string; lang: string | null } {
  return { text: remoteDescription ?? '', lang: post.language };
}

/** A picture of the review as the frame shows it. */
export function pictureOf(words: Words, { id, position, siblings, postedAt, ...item }: ReviewItem): Picture {
  const values = { number: position + 1, count: siblings.length + 1, date: words.date(postedAt) };
  return {
    name: words.t('review.pictureName', values),
    src: item.hasThumbnail ? `/pictures/${id}` : undefined,
    width: item.width ?? undefined,
    height: item.height ?? undefined,
    thumbhash: item.thumbhash ?? undefined,
    isSensitive: item.post.isSensitive,
  };
}
