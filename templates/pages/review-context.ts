import type { ReviewItem, Sibling } from '../../db/review.ts';
import { languageName } from '../components/language.ts';
import { disclosure } from '../components/list.ts';
import { time } from '../components/sentence.ts';
import { attributes, type Content, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';
import type { PairView } from './review-pair.ts';

/** Longer posts are folded, so that the next picture stays near. */
const shortPost = 240;

/** One line about the post: when, who may read it, in which language, by whom, and the way there. */
export function aboutPost(words: Words, { post, postedAt, connection }: ReviewItem): Content {
  const parts: Content[] = [
    time(words, postedAt),
    visibilityName(words, post.visibility),
    post.language && languageName(words, post.language),
    post.isReply && words.t('review.reply'),
    post.boostsCount > 0 && words.t('review.boosts', { count: post.boostsCount }),
    `@${connection.handle}`,
    html`<a href="${post.url}" rel="noreferrer">${words.t('components.seePost')}</a>`,
  ];
  // No line begins with a dot.
  return parts.filter(Boolean).map((part, index) => (index === 0 ? part : ['\u00a0· ', part]));
}

/** What stands around the picture: the words of the post, its other pictures, the way to all its texts. */
export function postContext(words: Words, { item, returnTo }: PairView): Content {
  const here = `/images/${item.id}`;
  return [
    postWords(words, item),
    item.siblings.length > 0 && siblingList(words, item.siblings),
    returnTo !== here && html`<p><a href="${here}">${words.t('review.onePicture')}</a></p>`,
  ];
}

function postWords(words: Words, { post }: ReviewItem): Content {
  if (!post.text && !post.spoilerText) return html`<p class="hint">${words.t('review.postWithoutWords')}</p>`;
  const lang = attributes({ lang: post.language });
  const warning =
    post.spoilerText &&
    html`<p dir="auto"${lang}><strong>${words.t('review.warning')}</strong> ${post.spoilerText}</p>`;
  const text = post.text && html`<blockquote class="post-words" dir="auto"${lang}>${post.text}</blockquote>`;
  if (post.text.length <= shortPost) return [warning, text];
  return [warning, disclosure(words.t('review.wordsOfPost'), text)];
}

function siblingList(words: Words, siblings: Sibling[]): Html {
  const items = siblings.map(({ id, position, text, language: lang }) => {
    const name = html`<a href="/images/${id}">${words.t('review.pictureNumber', { number: position + 1 })}</a>`;
    const said = text
      ? html`<q class="sibling-text" dir="auto"${attributes({ lang })}>${text}</q>`
      : words.t('review.siblingWithout');
    return html`<li>${name}: ${said}</li>`;
  });
  return disclosure(words.t('review.siblings', { count: siblings.length }), html`<ul>${items}</ul>`);
}

function visibilityName(words: Words, visibility: ReviewItem['post']['visibility']): string {
  const keys = {
    public: 'review.public',
    unlisted: 'review.unlisted',
    private: 'review.followers',
    direct: 'review.direct',
  };
  return words.t(keys[visibility]);
}
