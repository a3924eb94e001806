import { standingPartial } from '../../../../templates/components/standing.ts';
import type { Words } from '../../../../templates/words.ts';
import type { Topic } from './region.ts';

/** What everybody is told as long as it holds. Every page of a signed-in person follows it. */
export const standingTopic: Topic = ({ parts: { standing }, argument }) => {
  if (argument !== undefined) return null;
  const snapshot = (words: Words) => String(standingPartial(words, standing.list()));
  return [
    {
      key: 'standing',
      topic: 'everybody',
      snapshot,
      render: ({ kind }, words) => (kind === 'standing' ? snapshot(words) : null),
    },
  ];
};
