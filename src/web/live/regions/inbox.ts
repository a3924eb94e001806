import { countToReview } from '../../../../db/dashboard.ts';
import { inboxCountPartial } from '../../../../templates/components/bar.ts';
import type { Words } from '../../../../templates/words.ts';
import type { Topic } from './region.ts';

/** The count beside the Inbox in the bar. */
export const inboxTopic: Topic = ({ user, parts: { reader }, argument }) => {
  if (argument !== undefined) return null;
  const snapshot = (words: Words) => String(inboxCountPartial(words, countToReview(reader, user.id)));
  return [
    {
      key: `inbox:${user.id}`,
      topic: `user:${user.id}`,
      snapshot,
      render: ({ kind }, words) => (kind === 'inbox' ? snapshot(words) : null),
    },
  ];
};
