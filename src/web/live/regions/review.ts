import { readReviewItems } from '../../../../db/review.ts';
import { partial } from '../../../../templates/components/live.ts';
import { isEditable, reviewLabel } from '../../../../templates/pages/review-pair.ts';
import type { Topic } from './region.ts';

/**
 * The labels of decided pictures as they go on to be published, in whichever list they are shown. One with a field is
 * left alone: somebody may be typing there, and the answer to her own deed brings the new state.
 */
export const reviewTopic: Topic = ({ user, parts, argument }) => {
  if (argument !== undefined) return null;
  const { reader, clock } = parts;
  return [
    {
      key: `review:${user.id}`,
      topic: `user:${user.id}`,
      // Which pictures a page shows is not known here; it has just been rendered, or says that it is not live.
      snapshot: () => '',
      render: (news, words) => {
        if (news.kind !== 'image') return null;
        const [item] = readReviewItems(reader, [news.imageId]);
        const view = item && { item, nowMs: clock.now(), returnTo: '/inbox' };
        if (!view || isEditable(view)) return null;
        return String(partial(`#label-${item.id}`, 'outerMorph', reviewLabel(words, view)));
      },
    },
  ];
};
