import { type Db, transact } from '../../db/open.ts';
import { returnUnsettled } from '../../db/run-events.ts';
import { listOwnBefore } from '../../db/runs.ts';
import {
  endWait,
  findTask,
  holdTask,
  letGo,
  listTaskOutcomes,
  listTasksInStatus,
  moveTask,
  requestCancel,
  requestHold,
  setPriority,
  type TaskRow,
  withdrawHold,
} from '../../db/tasks.ts';
import type { Clock } from '../lib/clock.ts';
import type { Queue } from '../queue/queue.ts';
import { resultsOf, summaryOf } from './results.ts';

export type SteeringOptions = {
  db: Db;
  queue: Queue;
  clock: Clock;
  /** Told after a task was added or may go on: look for work now. */
  onEnqueued: () => void;
  /** Asks a running task to end. */
  cancelRunning: (taskId: string) => void;
  /** Asks a running task to stop between two pictures. */
  pauseRunning: (taskId: string) => void;
  /** Told after a task was added, put elsewhere or asked to end. */
  onChange: (task: TaskRow) => void;
};

/** Before everybody's, and what an administrator's choice steps back to when another one is to go first. */
const [foremost, next] = [0, 1];

/** Changing the course of a run that has not ended. Each done twice does nothing the second time. */
export function createSteering(options: SteeringOptions) {
  const { db, queue, clock, onEnqueued, cancelRunning, pauseRunning, onChange } = options;

  function cancelIdle(task: TaskRow): TaskRow | null {
    if (task.status !== 'queued' && task.status !== 'held') return null;
    const nowMs = clock.now();
    return transact(db, () => {
      const results = resultsOf(task, listTaskOutcomes(db, task.id), nowMs);
      const ended = { completedAt: nowMs, cancelRequestedAt: nowMs, step: 'done' as const, waitingUntil: null };
      returnUnsettled(db, task.id, nowMs);
      return moveTask(db, task.id, 'cancelled', { ...ended, results, summary: summaryOf(results, 'cancelled') });
    });
  }

  async function enqueue({ id, priority, waitingUntil }: TaskRow) {
    await queue.enqueue(id, { priority, runAtMs: waitingUntil ?? clock.now() });
  }

  async function reorder(task: TaskRow, priority: number) {
    setPriority(db, task.id, priority);
    await enqueue({ ...task, priority });
    onChange({ ...task, priority });
  }

  return {
    async cancel(task: TaskRow): Promise<void> {
      const cancelled = cancelIdle(task);
      if (cancelled) await queue.cancel(task.id);
      else if (task.status === 'running') {
        requestCancel(db, task.id, clock.now());
        cancelRunning(task.id);
      }
      onChange(cancelled ?? findTask(db, task.id) ?? task);
    },

    /** A waiting run at once, a running one as soon as the pictures at the model are finished. */
    async hold(task: TaskRow): Promise<void> {
      if (task.status === 'queued' && holdTask(db, task, clock.now())) await queue.cancel(task.id);
      else if (requestHold(db, task.id, clock.now())) pauseRunning(task.id);
      onChange(findTask(db, task.id) ?? task);
    },

    /** Also ends the wait for the next try, unless the other side has told when that may be. */
    async goOn(task: TaskRow): Promise<void> {
      const nowMs = clock.now();
      if (task.status === 'running') withdrawHold(db, task.id);
      const isTold = (task.error?.retryAtMs ?? 0) > nowMs;
      const freed = letGo(db, task.id) ?? (isTold ? null : endWait(db, task.id, nowMs));
      if (freed) await enqueue(freed);
      onEnqueued();
      onChange(findTask(db, task.id) ?? task);
    },

    /** Before the other waiting tasks of its person, which step back behind it and past nobody. */
    async goBeforeOwn(task: TaskRow): Promise<void> {
      if (task.status !== 'queued') return;
      for (const other of listOwnBefore(db, task)) await reorder(other, task.priority + 1);
      onChange(task);
    },

    /** Before everybody's waiting tasks. */
    async goBeforeAll(task: TaskRow): Promise<void> {
      if (task.status !== 'queued') return;
      const earlier = listTasksInStatus(db, 'queued').filter(
        ({ id, priority }) => priority === foremost && id !== task.id,
      );
      for (const other of earlier) await reorder(other, next);
      await reorder(task, foremost);
    },
  };
}
