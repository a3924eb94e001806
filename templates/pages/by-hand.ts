import type { Sentence } from '../../src/lib/sentence.ts';
import { buttonRow, linkButton, postButton } from '../components/button.ts';
import { notice } from '../components/notice.ts';
import { picture } from '../components/picture.ts';
import { time } from '../components/sentence.ts';
import { attributes, type Content, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';

type PictureByHand = {
  imageId: string;
  position: number;
  /** Empty where the description is to be taken away. */
  text: string;
  language: string | null;
  hasThumbnail: boolean;
  width: number | null;
  height: number | null;
  thumbhash: string | null;
  isSensitive: boolean;
};

export type ByHandView = {
  post: { id: string; url: string; text: string; language: string | null; postedAt: number };
  handle: string;
  host: string;
  pictures: PictureByHand[];
  /** What the post showed when it was last looked at, by the positions of its pictures. */
  look?: { held: number; lacking: number[]; differing: number[]; missing: number[] };
  trouble?: Sentence;
  nowMs: number;
};

/** The texts for a post, each beside its picture and ready to be copied, and the way to say that they are in. */
export function byHandBody(words: Words, view: ByHandView): Html {
  const { post, host } = view;
  const open = linkButton({ href: post.url, label: words.t('byHand.openPost', { host }) });
  const done = postButton({
    action: `/posts/${post.id}/by-hand`,
    label: words.t('byHand.done'),
    tooltip: words.t('byHand.doneTooltip'),
    kind: 'primary',
  });
  return html`<p class="lead">${words.t('byHand.lead', { host })}</p>
<p class="about">@${view.handle} · ${time(words, post.postedAt, view.nowMs)}${post.text && html` · <span dir="auto"${attributes({ lang: post.language })}>${post.text}</span>`}</p>
<div role="alert">${saidOf(words, view)}</div><div class="pairs">${view.pictures.map((shown) => one(words, shown))}</div>
${buttonRow(done, open, linkButton({ href: '/publications', label: words.t('byHand.later'), kind: 'quiet' }))}`;
}

function one(
  words: Words,
  { imageId, position, text, language, hasThumbnail, width, height, thumbhash, isSensitive }: PictureByHand,
): Html {
  const name = words.t('byHand.picture', { number: position + 1 });
  const shown = picture(words, {
    ...{ name, isSensitive, isMissing: !hasThumbnail },
    src: hasThumbnail ? `/pictures/${imageId}` : undefined,
    width: width ?? undefined,
    height: height ?? undefined,
    thumbhash: thumbhash ?? undefined,
  });
  return html`<article class="pair" aria-label="${name}">${shown}<div class="label">${textOf(words, { imageId, name, text, lang: language })}</div></article>`;
}

type Text = { imageId: string; name: string; text: string; lang: string | null };

function textOf(words: Words, { imageId, name, text, lang }: Text): Content {
  if (text === '') return html`<p>${words.t('byHand.takeAway', { picture: name })}</p>`;
  const id = `text-${imageId}`;
  const copy = html`<button type="button" class="button button-plain" hidden data-copies="#${id}" data-copied="${words.t('desk.copied')}">${words.t('byHand.copy')}</button>`;
  return html`<div class="field caption-field"><label for="${id}">${words.t('byHand.textFor', { picture: name })}</label>
<textarea class="caption" id="${id}" rows="4" dir="auto"${attributes({ lang })} readonly>
${text}</textarea></div>${buttonRow(copy)}`;
}

function saidOf(words: Words, { look, trouble }: ByHandView): Content {
  if (trouble) return notice(words, { meaning: 'attention', sentence: trouble });
  if (!look) return false;
  const numbers = (positions: number[]) => positions.map((position) => words.number(position + 1)).join(', ');
  const said = (key: string, positions: number[]) =>
    positions.length > 0 &&
    notice(words, { meaning: 'attention', sentence: about(key, positions.length, numbers(positions)) });
  const held =
    look.held > 0 && notice(words, { meaning: 'good', sentence: { key: 'byHand.held', values: { count: look.held } } });
  return [
    held,
    said('byHand.lacking', look.lacking),
    said('byHand.differing', look.differing),
    said('byHand.missing', look.missing),
  ];
}

const about = (key: string, count: number, numbers: string): Sentence => ({ key, values: { count, numbers } });
