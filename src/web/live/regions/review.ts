import { type ReviewItem, readReviewItems } from '../../../../db/review.ts';
import { announce, partial } from '../../../../templates/components/live.ts';
import { wordsPartial } from '../../../../templates/components/pair.ts';
import { againNews, againPartial, againWordsId } from '../../../../templates/pages/again.ts';
import { reviewLabel, reviewPicturePartial } from '../../../../templates/pages/review-pair.ts';
import type { Words } from '../../../../templates/words.ts';
import { pairViewOf } from '../../pair-view.ts';
import { localPath } from '../../request.ts';
import type { Topic } from './region.ts';

/** Twice what a page shows. */
const mostImages = 100;

/** The topic of a page at this address that shows these pictures. */
export function reviewTopicName(returnTo: string, imageIds: string[]): string {
  return `review:${[encodeURIComponent(returnTo), ...imageIds].join(';')}`;
}

/**
 * The labels of a page's pictures as they go on: published, put back, decided in another window. One in whose field
 * the person is or has written is left alone; the answer to her own deed brings the new state. What the model is asked
 * about a picture stands beside the label and goes on by itself.
 */
export const reviewTopic: Topic = ({ user, parts, argument = '' }) => {
  const { reader, connections } = parts;
  const [address = '', ...imageIds] = argument.split(';');
  if (imageIds.length > mostImages) return null;
  const returnTo = localPath(decodeAddress(address), '/inbox');
  const isOwn = ({ connectionId }: ReviewItem) => connections.list(user.id).some(({ id }) => id === connectionId);
  const render = (words: Words, ids: string[]) => {
    const labels = readReviewItems(reader, ids)
      .filter(isOwn)
      .map((item) => {
        const view = pairViewOf(parts, user.id, { item, returnTo });
        const untouched = `#label-${item.id}:not(:has([data-touched])):not(:has(textarea:focus))`;
        return String(partial(untouched, 'outerMorph', reviewLabel(words, view))) + againPartial(words, view);
      });
    return labels.join('');
  };
  /** A wish got on; at its end that is said as well. */
  const renderWish = (words: Words, imageId: string) => {
    const item = readReviewItems(reader, [imageId]).find(isOwn);
    if (!item) return null;
    const view = pairViewOf(parts, user.id, { item, returnTo });
    const said = view.wish && againNews(words, view.wish);
    const hung = item.hasThumbnail && said ? String(reviewPicturePartial(words, view)) : '';
    return String(againPartial(words, view)) + hung + (said ? String(announce(said)) : '');
  };
  return [
    {
      key: `review:${user.id}:${argument}`,
      topic: `user:${user.id}`,
      snapshot: (words) => render(words, imageIds),
      render(news, words) {
        if (!('imageId' in news) || news.imageId === null || !imageIds.includes(news.imageId)) return null;
        if (news.kind === 'words') return String(wordsPartial(againWordsId(news.imageId), news.text));
        return news.kind === 'wish' ? renderWish(words, news.imageId) : render(words, [news.imageId]);
      },
    },
  ];
};

function decodeAddress(address: string): string | undefined {
  try {
    return decodeURIComponent(address);
  } catch {
    return undefined;
  }
}
