import type { Connection } from '../../db/connections.ts';
import { countCap, countForDashboard } from '../../db/dashboard.ts';
import { listRuns } from '../../db/runs.ts';
import { findActiveTask, type TaskRow } from '../../db/tasks.ts';
import type { ProgressProps } from '../../templates/components/progress.ts';
import type { DashboardView } from '../../templates/pages/dashboard.ts';
import { progressSentence } from '../../templates/pages/run-sentence.ts';
import type { Words } from '../../templates/words.ts';
import type { User } from '../users/users.ts';
import { warningPath } from './pages/publishing-warning.ts';
import type { Parts } from './parts.ts';
import { connectionName } from './render.ts';
import { runStatusOf } from './run-view.ts';

const shownRuns = 3;
const nothing = { toReview: 0, waitingToPublish: 0, published: 0, needingAttention: 0, sayingNothing: 0 };

export type Person = { user: User; connections: Connection[]; activeConnection: Connection | null };

/** Where everything of a person stands now, from the rows. */
export function dashboardViewOf(
  parts: Parts,
  words: Words,
  { user, connections, activeConnection }: Person,
): DashboardView {
  const { reader, publishing, clock } = parts;
  const activeTask = findActiveTask(reader, user.id);
  const warning = publishing.warningsNeeded({ user })[0];
  return {
    connection: activeConnection && connectionName(activeConnection),
    isExpired: activeConnection?.status === 'expired',
    otherExpired: connections.filter((one) => one.status === 'expired' && one !== activeConnection).map(connectionName),
    counts: activeConnection ? countForDashboard(reader, user.id, activeConnection.id) : nothing,
    cap: countCap,
    activeRun: activeTask ? { id: activeTask.id, line: runLineOf(parts, words, activeTask) } : null,
    warningHref: warning ? warningPath(warning.connectionId, '/') : null,
    lastRuns: listRuns(reader, user.id, shownRuns).map(({ task, connection }) => ({
      ...{ id: task.id, createdAt: task.createdAt, summary: task.summary },
      handle: connection.handle,
    })),
    nowMs: clock.now(),
  };
}

function runLineOf(parts: Parts, words: Words, task: TaskRow): Omit<ProgressProps, 'id'> {
  const status = runStatusOf(parts, task);
  const { percent } = status.progress;
  const sentence = progressSentence(words, status);
  const state = task.status === 'running' ? 'running' : 'waiting';
  return percent === null ? { sentence, state } : { sentence, state, settled: Math.floor(percent), total: 100 };
}
