import { taskSectionPartial } from '../../../../templates/pages/admin.ts';
import type { Words } from '../../../../templates/words.ts';
import { activeTasksOf } from '../../pages/admin.ts';
import type { Topic } from './region.ts';

/** What runs or waits for anybody, for administrators. */
export const adminTopic: Topic = ({ user, parts, argument }) => {
  if (user.role !== 'admin' || argument !== undefined) return null;
  const snapshot = (words: Words) =>
    String(taskSectionPartial(words, { tasks: activeTasksOf(parts), nowMs: parts.clock.now() }));
  return [
    {
      key: 'admin',
      topic: 'admin',
      snapshot,
      render: ({ kind }, words) => (kind === 'task' ? snapshot(words) : null),
    },
  ];
};
