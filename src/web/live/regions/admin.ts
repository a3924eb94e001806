import { taskSectionPartial } from '../../../../templates/pages/admin.ts';
import { helpersPartial } from '../../../../templates/pages/helpers.ts';
import type { Words } from '../../../../templates/words.ts';
import { helpersViewOf } from '../../helpers-view.ts';
import { activeTasksOf } from '../../pages/admin.ts';
import type { Parts } from '../../parts.ts';
import type { LiveRegion } from '../channels.ts';
import type { Topic } from './region.ts';

/** What runs or waits for anybody, and the machines that help, for administrators. */
export const adminTopic: Topic = ({ user, parts, argument }) => {
  if (user.role !== 'admin' || argument !== undefined) return null;
  return [tasksRegion(parts), ...(parts.helpers ? [helpersRegion(parts)] : [])];
};

function tasksRegion(parts: Parts): LiveRegion {
  const snapshot = (words: Words) =>
    String(taskSectionPartial(words, { tasks: activeTasksOf(parts), nowMs: parts.clock.now() }));
  return {
    key: 'admin',
    topic: 'admin',
    snapshot,
    render: ({ kind }, words) => (kind === 'task' ? snapshot(words) : null),
  };
}

function helpersRegion(parts: Parts): LiveRegion {
  const snapshot = (words: Words) => {
    const view = helpersViewOf(parts);
    return view ? String(helpersPartial(words, view)) : '';
  };
  return {
    key: 'admin:helpers',
    topic: 'admin',
    snapshot,
    render: ({ kind }, words) => (kind === 'helpers' ? snapshot(words) : null),
  };
}
