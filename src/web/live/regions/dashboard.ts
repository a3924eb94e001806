import { findActiveRunId } from '../../../../db/dashboard.ts';
import { dashboardPartial } from '../../../../templates/pages/dashboard.ts';
import type { Words } from '../../../../templates/words.ts';
import { dashboardViewOf } from '../../dashboard-view.ts';
import type { LiveRegion } from '../channels.ts';
import type { Topic } from './region.ts';

/** The first page, as decisions are made, posts written and pictures described. */
export const dashboardTopic: Topic = ({ user, parts, argument }) => {
  if (argument !== undefined) return null;
  const snapshot = (words: Words) => {
    const connections = parts.connections.list(user.id);
    const activeConnection = connections.find(({ id }) => id === user.activeConnectionId) ?? connections[0] ?? null;
    return String(dashboardPartial(words, dashboardViewOf(parts, words, { user, connections, activeConnection })));
  };
  const ofPerson: LiveRegion = {
    key: `dashboard:${user.id}:${user.activeConnectionId}`,
    topic: `user:${user.id}`,
    snapshot,
    render: ({ kind }, words) => (kind === 'inbox' || kind === 'publications' ? snapshot(words) : null),
  };
  const runId = findActiveRunId(parts.reader, user.id);
  if (runId === undefined) return [ofPerson];
  const ofRun: LiveRegion = {
    key: `${ofPerson.key}:${runId}`,
    topic: `task:${runId}`,
    snapshot: () => '',
    render: ({ kind }, words) => (kind === 'task' ? snapshot(words) : null),
  };
  return [ofPerson, ofRun];
};
