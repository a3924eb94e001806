import { type TaskRow, workedMs } from '../../db/tasks.ts';
import type { ErrorRecord } from '../lib/errors.ts';
import type { Sentence } from '../lib/sentence.ts';

/** A run as the pages show it; the same from the rows at any moment, after a reload, a restart or in a second tab. */
export type Progress = {
  taskId: string;
  status: TaskRow['status'];
  step: TaskRow['step'];
  /** 0 to 100, or null while the number of pictures is not known yet ("found so far"). */
  percent: number | null;
  /** Estimated from the measured pace; null until there is one. */
  remainingMs: number | null;
  counts: {
    postsSeen: number;
    postsChosen: number;
    found: number;
    drafted: number;
    failed: number;
    skipped: number;
    reused: number;
  };
  /** Until when and why it waits, and for what. */
  waiting: { untilMs: number; reason: Sentence | null; error: Pick<ErrorRecord, 'category' | 'code'> | null } | null;
  isCancelling: boolean;
  /** Asked to hold, and finishing the picture at the model. */
  isHolding: boolean;
};

export function progressOf(row: TaskRow, nowMs: number): Progress {
  const settled = row.imagesDrafted + row.imagesFailed;
  const left = row.imagesFound - settled;
  const isRunning = row.status === 'running';
  const hasPace = isRunning && row.isListed && settled >= 2 && left > 0;
  return {
    taskId: row.id,
    status: row.status,
    step: row.step,
    percent:
      row.isListed || row.percent > 0 || row.status === 'completed'
        ? row.status === 'completed'
          ? 100
          : row.percent
        : null,
    remainingMs: hasPace ? (workedMs(row, nowMs) / settled) * left : null,
    counts: {
      postsSeen: row.postsSeen,
      postsChosen: row.postsChosen,
      found: row.imagesFound,
      drafted: row.imagesDrafted,
      failed: row.imagesFailed,
      skipped: row.imagesSkipped,
      reused: row.imagesReused,
    },
    waiting:
      row.status === 'queued' && row.waitingUntil !== null && row.waitingUntil > nowMs
        ? { untilMs: row.waitingUntil, reason: row.waitingReason, error: row.error }
        : null,
    isCancelling: isRunning && row.cancelRequestedAt !== null,
    isHolding: isRunning && row.holdRequestedAt !== null,
  };
}
