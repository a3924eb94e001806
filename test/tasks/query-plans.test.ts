import { describe, expect, it } from 'vitest';
import {
  listEarlierDrafts,
  listHashes,
  listOwnTexts,
  listTurnedDown,
  readLookAlikes,
} from '../../db/picture-memory.ts';
import { claimJob } from '../../db/queue-jobs.ts';
import {
  cleanFinishedTasks,
  findActiveTask,
  listTaskImages,
  listTaskOutcomes,
  listTasks,
  listTasksInStatus,
} from '../../db/tasks.ts';
import { countDescribedSince, countRunsSince } from '../../db/usage.ts';
import { countScheduledDrafts, findActiveScheduled, listEndedScheduled } from '../../db/watches.ts';
import { openTestDatabase } from '../support/database.ts';

/** Runs the work and answers the plan of each statement it prepared. */
async function plansOf(work: (db: Awaited<ReturnType<typeof openTestDatabase>>['db']) => unknown): Promise<string> {
  const { db } = await openTestDatabase();
  const prepare = db.$client.prepare.bind(db.$client);
  const statements: string[] = [];
  db.$client.prepare = ((source: string) => {
    statements.push(source);
    return prepare(source);
  }) as typeof db.$client.prepare;
  work(db);
  const plans = statements.flatMap((source) => prepare(`explain query plan ${source}`).all(...valuesFor(source)));
  return plans.map((step) => (step as { detail: string }).detail).join('\n');
}

const picture = { userId: 'bob', imageId: 'image', shas: ['x', 'y'] };
const nothing = { workerId: 'w', cap: 3, leaseMs: 1, nowMs: 1, userId: 'bob', sinceMs: 1 };

/** Any values: a plan does not depend on them. */
function valuesFor(source: string): unknown[] {
  if (source.includes('@')) return [nothing];
  return Array.from({ length: source.split('?').length - 1 }, () => 1);
}

describe('the queries of the task engine read an index', () => {
  it.each([
    ['the active run of a person', (db) => findActiveTask(db, 'bob'), 'tasks_one_active_run'],
    ['the scheduled run of a connection', (db) => findActiveScheduled(db, 'c'), 'tasks_one_scheduled'],
    ['the scheduled runs that ended', (db) => listEndedScheduled(db, 'c', 1), 'tasks_scheduled_ended'],
    ['the drafts of scheduled runs', (db) => countScheduledDrafts(db, 'c', 1), 'images_task'],
    ['the runs of a person', (db) => listTasks(db, 'bob', 10), 'tasks_user'],
    ['the runs in a state', (db) => listTasksInStatus(db, 'running'), 'tasks_status'],
    ['the pictures of a run', (db) => listTaskImages(db, 'task'), 'images_task'],
    ['what became of the pictures of a run', (db) => listTaskOutcomes(db, 'task'), 'images_task'],
    ["a person's pictures of a day", (db) => countDescribedSince(db, 'bob', 1), 'caption_versions_image'],
    ["a person's runs of a day", (db) => countRunsSince(db, 'bob', 1), 'tasks_user'],
    ['the next job', (db) => claimJob(db, nothing), 'queue_jobs_order'],
    ['how many jobs are worked on', (db) => claimJob(db, nothing), 'queue_jobs_held'],
    ['the runs to clean up', (db) => cleanFinishedTasks(db, 1, 2), 'tasks_uncleaned'],
    [
      'an earlier draft of a picture',
      (db) => listEarlierDrafts(db, { ...picture, model: 'm', promptVersion: '1', language: 'en', requestKey: 'k' }),
      'sqlite_autoindex_caption_cache_1',
    ],
    ["the hashes of a person's pictures", (db) => listHashes(db, 'bob', 1, 10), 'picture_fingerprints_user'],
    ['pictures of near hashes', (db) => readLookAlikes(db, 'bob', [1]), 'INTEGER PRIMARY KEY'],
  ] satisfies [string, Parameters<typeof plansOf>[0], string][])('for %s', async (_, work, index) => {
    const plan = await plansOf(work);
    expect(plan).toContain(index);
    expect(plan).not.toContain('TEMP B-TREE FOR ORDER BY');
  });

  it.each([
    ["a person's texts for a picture", listOwnTexts],
    ['what she did not want for it', listTurnedDown],
  ])('for %s, of which only the rows of those bytes are sorted', async (_, list) => {
    const plan = await plansOf((db) => list(db, picture));
    expect(plan).toContain('images_sha256');
    expect(plan).not.toMatch(/SCAN images/);
  });
});
