import { type ReviewItem, readReviewItems } from '../../db/review.ts';
import { listFailedIds, listShownIds } from '../../db/run-pictures.ts';
import { countQueuedBefore, listOwnBefore, measuredQueueMs } from '../../db/runs.ts';
import { activeStatuses, type TaskRow, workedMs } from '../../db/tasks.ts';
import { measuredTroubleMs } from '../../db/troubles.ts';
import type { PairOfRun } from '../../templates/pages/run-pair.ts';
import type { RunStatusView } from '../../templates/pages/run-status.ts';
import { progressOf } from '../progress/view.ts';
import type { Parts } from './parts.ts';

/** How many pictures a run's page shows: the latest. All of them are in the review. */
export const mostPairs = 60;
const mostFailures = 60;

type Wanted = Pick<Parts, 'reader' | 'clock' | 'hub'>;
/** What also keeps runs from beginning. */
type WantedOfStatus = Wanted & { watermarks: Pick<Parts['watermarks'], 'reason'> };

/** Where a run stands, from its rows as they are now. */
export function runStatusOf({ reader, clock, watermarks }: WantedOfStatus, task: TaskRow): RunStatusView {
  const nowMs = clock.now();
  const isActive = isActiveRun(task);
  const progress = progressOf(task, nowMs);
  const queuedBefore = task.status === 'queued' ? countQueuedBefore(reader, task, nowMs) : 0;
  const waitsForCode = progress.waiting?.error?.code;
  return {
    progress,
    isActive,
    hindrance: task.status === 'queued' ? watermarks.reason() : null,
    queuedBefore,
    queueMs: queuedBefore > 0 ? measuredQueueMs(reader, nowMs) : null,
    troubleMs: waitsForCode === undefined ? null : measuredTroubleMs(reader, waitsForCode),
    canGoFirst: task.status === 'queued' && listOwnBefore(reader, task).length > 0,
    canTryNow: Boolean(progress.waiting) && (task.error?.retryAtMs ?? 0) <= nowMs,
    waitedSince: task.status === 'failed' ? task.waitingSince : null,
    workedMs: workedMs(task, nowMs),
    model: task.model,
    summary: task.summary,
    error: task.error?.sentence ?? null,
    failures: isActive ? [] : readReviewItems(reader, listFailedIds(reader, task.id, mostFailures)),
    mostPairs,
  };
}

export const isActiveRun = ({ status }: TaskRow) => activeStatuses.includes(status);

/** The latest pictures of a run, each with the words that the model has written so far. */
export function runPairsOf(parts: Wanted, task: TaskRow): PairOfRun[] {
  const ids = shownIdsOf(parts, task, mostPairs);
  return readReviewItems(parts.reader, ids).map((item) => runPairOf(parts, task.id, item));
}

export function runPairOf({ hub, clock }: Wanted, taskId: string, item: ReviewItem): PairOfRun {
  return { item, nowMs: clock.now(), textSoFar: hub.wordsOf(taskId).get(item.id) };
}

export function shownIdsOf({ reader, hub }: Wanted, task: TaskRow, limit: number): string[] {
  const beingDescribed = [...hub.wordsOf(task.id).keys()];
  return listShownIds(reader, task.id, { beingDescribed, isActive: isActiveRun(task), limit });
}
