import { findHandle } from '../../db/connections.ts';
import { addNotification } from '../../db/notifications.ts';
import { type Db, transact } from '../../db/open.ts';
import type { TaskRow } from '../../db/tasks.ts';
import { countScheduledDrafts, listEndedScheduled, updateWatch, type WatchRow } from '../../db/watches.ts';
import type { Clock } from '../lib/clock.ts';
import { say } from '../lib/sentence.ts';
import { finishArchive } from './archive-night.ts';

export type SettlingTools = {
  db: Db;
  clock: Clock;
  /** Approves the drafts of a run that nothing speaks against, as the person allowed for this connection. */
  approveUnasked: (run: { userId: string; taskId: string }) => Promise<void>;
};

/** One notice a day at most, not one a post. */
const noticeEveryMs = 86_400_000;

/**
 * Sees to the scheduled runs of a connection that have ended: publishes where that was allowed, ends the archive where a
 * run came to its end, and tells the person of drafts that wait. Done twice, as after a crash, it changes nothing more.
 */
export async function settleRuns(tools: SettlingTools, watch: WatchRow): Promise<void> {
  const { db } = tools;
  const ended = listEndedScheduled(db, watch.connectionId, watch.settledUntil).reverse();
  for (const task of ended) {
    if (mayPublish(watch, task)) await tools.approveUnasked({ userId: watch.userId, taskId: task.id });
    if (isArchiveThrough(watch, task)) finishArchive(tools, watch);
    if (task.completedAt !== null) updateWatch(db, watch.connectionId, { settledUntil: task.completedAt });
  }
  tellOfDrafts(tools, watch);
}

/** What a person ended is left to her. */
function mayPublish({ publishesUnaskedSince }: WatchRow, { status, createdAt }: TaskRow): boolean {
  return publishesUnaskedSince !== null && createdAt >= publishesUnaskedSince && status !== 'cancelled';
}

/** It would have gone on to the number of the night, had there been more. */
function isArchiveThrough(watch: WatchRow, { status, scope, imagesFound }: TaskRow): boolean {
  const isOfThisArchive = scope?.purpose === 'archive' && scope.untilMs === watch.archiveUntil;
  const isDone = watch.archiveDoneAt !== null;
  return isOfThisArchive && !isDone && status === 'completed' && imagesFound < (scope.mostPictures ?? 0);
}

function tellOfDrafts({ db, clock }: SettlingTools, { connectionId, userId, draftsToldAt }: WatchRow): void {
  const nowMs = clock.now();
  if (draftsToldAt !== null && nowMs - draftsToldAt < noticeEveryMs) return;
  const count = countScheduledDrafts(db, connectionId, draftsToldAt ?? 0);
  if (count === 0) return;
  const sentence = say('watching.draftsWait', { count, handle: findHandle(db, connectionId) });
  transact(db, () => {
    updateWatch(db, connectionId, { draftsToldAt: nowMs });
    addNotification(db, { userId, kind: 'drafts-wait', sentence, link: '/inbox' }, nowMs);
  });
}
