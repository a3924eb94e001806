import type { Db } from '../../db/open.ts';
import { findTask, holdTask, listTasksInStatus, postponeTask, type TaskRow } from '../../db/tasks.ts';
import type { Clock } from '../lib/clock.ts';
import type { Queue } from '../queue/queue.ts';

/** Whether a helper may still be at work on it, with its events waiting in Redis. */
const isOnHelper = ({ workerId }: TaskRow) => workerId !== null;

/**
 * At the start of the process that owns the database: what was running goes back to waiting. Its threads died with
 * the process before, and its next attempt goes on at the first picture that is not settled. What was to be held is.
 * `hasHelpers`: what helpers work on goes on.
 */
export async function requeueInterrupted(
  { db, queue, clock }: { db: Db; queue: Queue; clock: Clock },
  { hasHelpers }: { hasHelpers: boolean },
): Promise<number> {
  const running = listTasksInStatus(db, 'running');
  const interrupted = running.filter((row) => !(hasHelpers && isOnHelper(row)));
  const nowMs = clock.now();
  for (const row of interrupted) {
    if (row.holdRequestedAt !== null && row.cancelRequestedAt === null) holdTask(db, row, nowMs);
    else postponeTask(db, row, { untilMs: nowMs, reason: null, error: null, counts: false, nowMs });
    // Without waiting for the end of a lease whose holder is gone.
    if (row.holder) await queue.settle(row.id, row.holder, { kind: 'retryAt', runAtMs: nowMs }).catch(() => false);
  }
  return interrupted.length;
}

/**
 * Makes queue and rows agree: every waiting row has a job, and no job is left of a task that is over. At the start
 * and every minute, so that an engine can be emptied or exchanged.
 */
export async function reconcile(db: Db, queue: Queue, clock: Clock): Promise<{ added: number; removed: number }> {
  const jobs = await queue.taskIds();
  const waiting = listTasksInStatus(db, 'queued').filter(({ id }) => !jobs.has(id));
  for (const { id, priority, waitingUntil } of waiting) {
    await queue.enqueue(id, { priority, runAtMs: waitingUntil ?? clock.now() });
  }
  const orphans = [...jobs].filter((id) => {
    const status = findTask(db, id)?.status;
    return status !== 'queued' && status !== 'running';
  });
  for (const id of orphans) await queue.cancel(id);
  return { added: waiting.length, removed: orphans.length };
}
