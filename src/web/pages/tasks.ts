import { Hono } from 'hono';
import { type ListedRun, listRuns } from '../../../db/runs.ts';
import type { TaskRow } from '../../../db/tasks.ts';
import { runBody, runHeading } from '../../../templates/pages/run.ts';
import { progressSentence } from '../../../templates/pages/run-sentence.ts';
import { runsBody } from '../../../templates/pages/runs.ts';
import type { Words } from '../../../templates/words.ts';
import { AppError } from '../../lib/errors.ts';
import { say } from '../../lib/sentence.ts';
import type { Env, PageContext } from '../context.ts';
import type { Parts } from '../parts.ts';
import { connectionName, renderPage } from '../render.ts';
import { isActiveRun, runPairsOf, runStatusOf } from '../run-view.ts';
import { startRun } from './generate.ts';
import { runDeedRoutes } from './run-deeds.ts';

const runsPerPage = 50;
/** How often a page without scripts looks again. */
const refreshSeconds = 5;

/** A person's runs: the list, each one live, starting, holding and cancelling. */
export function tasksPage(parts: Parts): Hono<Env> {
  return new Hono<Env>()
    .get('/', (c) => showRuns(c, parts, c.req.query('before')))
    .post('/', (c) => startRun(c, parts))
    .get('/:id', (c) => showRun(c, parts, ownRun(c, parts)))
    .route('/', runDeedRoutes(parts, { returnTo: (id) => `/tasks/${id}` }));
}

/** Drafts and pictures are for their owner alone, so an administrator's look ends at the list of running tasks. */
function ownRun(c: PageContext, { generation }: Parts): TaskRow {
  const task = generation.task(c.var.user, c.req.param('id') ?? '');
  if (task.userId === c.var.user.id) return task;
  throw new AppError('validation', say('runs.notFound'), { code: 'not-found' });
}

function showRuns(c: PageContext, parts: Parts, before?: string) {
  const { words, user } = c.var;
  const runs = listRuns(parts.reader, user.id, runsPerPage + 1, before);
  const last = runs.length > runsPerPage ? runs[runsPerPage - 1] : undefined;
  const body = runsBody(words, {
    runs: runs.slice(0, runsPerPage).map((run) => listedRun(words, parts, run)),
    ...(before !== undefined && { newer: '/tasks' }),
    ...(last && { older: `/tasks?before=${last.task.id}` }),
  });
  return renderPage(c, parts, { title: words.t('layout.runs'), body, streamUrl: '/events?topics=inbox' });
}

function listedRun(words: Words, parts: Parts, { task, connection }: ListedRun) {
  const status = runStatusOf(parts, task);
  return {
    ...{ id: task.id, createdAt: task.createdAt, connection: connectionName(connection) },
    sentence: task.summary ?? progressSentence(words, status),
    isByItself: task.kind === 'scheduled',
    status,
  };
}

function showRun(c: PageContext, parts: Parts, task: TaskRow) {
  const { words, connections } = c.var;
  const connection = connections.find(({ id }) => id === task.connectionId);
  if (!connection) return c.notFound();
  const view = {
    connection: connectionName(connection),
    createdAt: task.createdAt,
    isByItself: task.kind === 'scheduled',
    status: runStatusOf(parts, task),
    pairs: runPairsOf(parts, task),
    describedBy: isActiveRun(task) ? { model: task.model, places: parts.placesOf(task.model) } : null,
  };
  return renderPage(c, parts, {
    title: words.t('runs.runOfDate', { date: words.dateTime(task.createdAt) }),
    heading: runHeading(words, view),
    body: runBody(words, view),
    streamUrl: `/events?topics=task:${task.id},inbox`,
    ...(isActiveRun(task) && { refreshSeconds }),
  });
}
