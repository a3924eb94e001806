import { publicationPartials } from '../../../../templates/pages/publications.ts';
import type { Words } from '../../../../templates/words.ts';
import { publicationsView } from '../../pages/publications.ts';
import type { Topic } from './region.ts';

/** What waits to be published, what was, and what could not be. */
export const publicationsTopic: Topic = ({ user, parts, argument }) => {
  if (argument !== undefined) return null;
  const snapshot = (words: Words) => publicationPartials(words, publicationsView(parts, user));
  return [
    {
      key: `publications:${user.id}`,
      topic: `user:${user.id}`,
      snapshot,
      render: ({ kind }, words) => (kind === 'publications' ? snapshot(words) : null),
    },
  ];
};
