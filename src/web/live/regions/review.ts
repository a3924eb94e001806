import { type ReviewItem, readReviewItems } from '../../../../db/review.ts';
import { partial } from '../../../../templates/components/live.ts';
import { reviewLabel } from '../../../../templates/pages/review-pair.ts';
import type { Words } from '../../../../templates/words.ts';
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
 * the person is or has written is left alone; the answer to her own deed brings the new state.
 */
export const reviewTopic: Topic = ({ user, parts, argument = '' }) => {
  const { reader, clock, connections } = parts;
  const [address = '', ...imageIds] = argument.split(';');
  if (imageIds.length > mostImages) return null;
  const returnTo = localPath(decodeAddress(address), '/inbox');
  const isOwn = ({ connectionId }: ReviewItem) => connections.list(user.id).some(({ id }) => id === connectionId);
  const render = (words: Words, ids: string[]) => {
    const labels = readReviewItems(reader, ids)
      .filter(isOwn)
      .map((item) => {
        const label = reviewLabel(words, { item, nowMs: clock.now(), returnTo });
        const untouched = `#label-${item.id}:not(:has([data-touched])):not(:has(textarea:focus))`;
        return String(partial(untouched, 'outerMorph', label));
      });
    return labels.join('');
  };
  return [
    {
      key: `review:${user.id}:${argument}`,
      topic: `user:${user.id}`,
      snapshot: (words) => render(words, imageIds),
      render: (news, words) =>
        news.kind === 'image' && imageIds.includes(news.imageId) ? render(words, [news.imageId]) : null,
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
