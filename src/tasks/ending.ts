import { addNotification } from '../../db/notifications.ts';
import { type Db, transact } from '../../db/open.ts';
import { findTask, listTaskImages, moveTask, postponeTask, type TaskRow, workedMs } from '../../db/tasks.ts';
import type { EndedEvent } from '../generation/events.ts';
import { resultsOf, summaryOf } from '../generation/results.ts';
import type { Clock } from '../lib/clock.ts';
import { type ErrorRecord, toErrorRecord } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { Hub } from '../progress/hub.ts';
import type { Queue } from '../queue/queue.ts';
import { decideRetry } from '../queue/retry.ts';

export type EndingOptions = {
  db: Db;
  queue: Queue;
  hub: Hub;
  clock: Clock;
  log: Log;
  random: () => number;
  /** Told when the server no longer takes the connection's token. */
  onTokenDead: (connectionId: string, error: ErrorRecord) => void;
  /** True while the program stops: what its threads leave undone goes on after the next start. */
  isStopping: () => boolean;
};

export type Ending = {
  /** Writes how an attempt ended: done, cancelled, later, or failed. The row first, then the job. */
  settle: (task: TaskRow, workerId: string, ended: EndedEvent) => Promise<void>;
  /** Gives a claimed job back whose task cannot begin: it is over, or its owner has another one running. */
  release: (taskId: string, workerId: string) => Promise<void>;
};

/** When to look again at a task whose owner has another one running. */
const anotherRunsMs = 5000;

/** Decides what an attempt's end means for the task and tells everybody who must know. */
export function createEnding(options: EndingOptions): Ending {
  const { db, queue, hub, clock, log, random, onTokenDead, isStopping } = options;

  function finish(task: TaskRow, status: 'completed' | 'cancelled' | 'failed', error: ErrorRecord | null) {
    const nowMs = clock.now();
    transact(db, () => {
      const row = findTask(db, task.id) ?? task;
      const results = resultsOf(row, listTaskImages(db, task.id), nowMs);
      const ended = {
        completedAt: nowMs,
        workedMs: workedMs(row, nowMs),
        step: 'done' as const,
        error,
        waitingUntil: null,
      };
      if (!moveTask(db, task.id, status, { ...ended, results, summary: summaryOf(results) })) return;
      if (status === 'failed' && error) {
        const notice = { userId: task.userId, kind: 'run-failed', sentence: error.sentence, link: `/tasks/${task.id}` };
        addNotification(db, notice, nowMs);
      }
    });
  }

  /** Whether the task waits for another try; false when the policy gives up. */
  function postpone(task: TaskRow, error: ErrorRecord): number | null {
    const nowMs = clock.now();
    const decision = decideRetry(error, { tries: task.tries, nowMs, random: random() });
    if (decision.kind !== 'later') return null;
    const wait = { untilMs: decision.atMs, reason: error.sentence, error, counts: decision.counts, nowMs };
    transact(db, () => {
      postponeTask(db, findTask(db, task.id) ?? task, wait);
      // Once a wait, not once a try: administrators need to know that something is away, not how often we looked.
      if (error.category === 'resource' && task.error?.code !== error.code) {
        addNotification(db, { userId: null, kind: 'resource', sentence: error.sentence, link: '/admin' }, nowMs);
      }
    });
    return decision.atMs;
  }

  async function settle(task: TaskRow, workerId: string, ended: EndedEvent): Promise<void> {
    const error = ended.error ?? null;
    if (isStopping()) return;
    hub.forgetWords(task.id);
    const wasCancelled = ended.outcome === 'cancelled' || Boolean(findTask(db, task.id)?.cancelRequestedAt);
    const retryAtMs = ended.outcome === 'failed' && error && !wasCancelled ? postpone(task, error) : null;
    if (retryAtMs !== null) await queue.settle(task.id, workerId, { kind: 'retryAt', runAtMs: retryAtMs });
    else {
      if (ended.outcome === 'completed') finish(task, 'completed', null);
      else if (wasCancelled) finish(task, 'cancelled', null);
      else finish(task, 'failed', error ?? toErrorRecord(undefined));
      if (error?.category === 'authentication') onTokenDead(task.connectionId, error);
      await queue.settle(task.id, workerId, { kind: 'done' });
    }
    log.info({ taskId: task.id, outcome: ended.outcome, retryAtMs, error }, 'task ended');
    hub.publish(`task:${task.id}`, { kind: 'task', taskId: task.id });
    hub.publish(`user:${task.userId}`, { kind: 'inbox' });
    hub.publish('admin', { kind: 'task', taskId: task.id });
  }

  async function release(taskId: string, workerId: string): Promise<void> {
    const isWaiting = findTask(db, taskId)?.status === 'queued';
    const again = { kind: 'retryAt', runAtMs: clock.now() + anotherRunsMs } as const;
    await queue.settle(taskId, workerId, isWaiting ? again : { kind: 'done' });
  }

  return { settle, release };
}
