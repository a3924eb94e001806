import { addNotification } from '../../db/notifications.ts';
import { type Db, transact } from '../../db/open.ts';
import { returnUnsettled } from '../../db/run-events.ts';
import {
  findTask,
  holdTask,
  listTaskOutcomes,
  moveTask,
  postponeTask,
  type TaskRow,
  workedMs,
} from '../../db/tasks.ts';
import { resultsOf, summaryOf } from '../generation/results.ts';
import type { EndedEvent } from '../generation/run/events.ts';
import type { Clock } from '../lib/clock.ts';
import { type ErrorRecord, toErrorRecord } from '../lib/errors.ts';
import { decideRetry } from '../queue/retry.ts';
import { tellGivenUp, tellTrouble } from './troubles.ts';

export type ConclusionsOptions = { db: Db; clock: Clock; random: () => number };

/** What an attempt's end means for the task: the retry policy put into rows, with the notices that belong to it. */
export function createConclusions({ db, clock, random }: ConclusionsOptions) {
  function finish(task: TaskRow, status: 'completed' | 'cancelled' | 'failed', error: ErrorRecord | null) {
    const nowMs = clock.now();
    transact(db, () => {
      const row = findTask(db, task.id) ?? task;
      const results = resultsOf(row, listTaskOutcomes(db, task.id), nowMs);
      returnUnsettled(db, task.id, nowMs);
      const ended = {
        completedAt: nowMs,
        workedMs: workedMs(row, nowMs),
        step: 'done' as const,
        error,
        waitingUntil: null,
      };
      if (!moveTask(db, task.id, status, { ...ended, results, summary: summaryOf(results, status) })) return;
      if (status !== 'failed' || !error) return;
      const notice = { userId: task.userId, kind: 'run-failed', sentence: error.sentence, link: `/tasks/${task.id}` };
      addNotification(db, notice, nowMs);
      tellGivenUp(db, error, nowMs);
    });
  }

  /** Puts the task back to wait and answers until when, or gives it up and answers null. */
  function postpone(row: TaskRow, error: ErrorRecord): number | null {
    const nowMs = clock.now();
    const decision = decideRetry(error, {
      ...{ tries: row.tries, waitingSinceMs: row.waitingSince, codeBefore: row.error?.code },
      ...{ nowMs, random: random() },
    });
    if (decision.kind !== 'later') {
      finish(row, 'failed', error);
      return null;
    }
    const { atMs, counts } = decision;
    transact(db, () => {
      postponeTask(db, row, { untilMs: atMs, reason: error.sentence, error, counts, nowMs });
      if (atMs > nowMs) tellTrouble(db, error, nowMs);
    });
    return atMs;
  }

  /** Holds the task where that is wanted and answers null, or puts it back to its place in the queue. */
  function pause(row: TaskRow): number | null {
    const nowMs = clock.now();
    if (row.holdRequestedAt !== null) holdTask(db, row, nowMs);
    else postponeTask(db, row, { untilMs: nowMs, reason: null, error: row.error, counts: false, nowMs });
    return row.holdRequestedAt === null ? nowMs : null;
  }

  /** Ends the task for good or holds it and answers null, or puts it back to wait and answers the time of the next try. */
  return function concludeOrWait(row: TaskRow, { outcome, error }: EndedEvent): number | null {
    const wasCancelled = outcome === 'cancelled' || row.cancelRequestedAt !== null;
    const isHeldBack = outcome === 'paused' || (outcome === 'failed' && row.holdRequestedAt !== null);
    if (outcome === 'completed') finish(row, 'completed', null);
    else if (wasCancelled) finish(row, 'cancelled', null);
    else return isHeldBack ? pause(row) : postpone(row, error ?? toErrorRecord(undefined));
    return null;
  };
}
