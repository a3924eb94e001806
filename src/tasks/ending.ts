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
import type { EndedEvent } from '../generation/events.ts';
import { resultsOf, summaryOf } from '../generation/results.ts';
import type { Clock } from '../lib/clock.ts';
import { type ErrorRecord, toErrorRecord } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { Hub } from '../progress/hub.ts';
import type { Queue } from '../queue/queue.ts';
import { decideRetry } from '../queue/retry.ts';
import { threadDied } from './thread.ts';

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
  settle: (task: TaskRow, holder: string, ended: EndedEvent) => Promise<void>;
  /** Gives a claimed job back whose task cannot begin: it is over, or its owner has another one running. */
  release: (taskId: string, holder: string) => Promise<void>;
};

/** When to look again at a task that could not begin: somebody waits for her own run, which has a scheduled one give way. */
const againMs = { run: 1000, scheduled: 5000 };

/** Decides what an attempt's end means for the task and tells everybody who must know. */
export function createEnding(options: EndingOptions): Ending {
  const { db, queue, hub, clock, log, random, onTokenDead, isStopping } = options;

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
      if (!moveTask(db, task.id, status, { ...ended, results, summary: summaryOf(results) })) return;
      if (status === 'failed' && error) {
        const notice = { userId: task.userId, kind: 'run-failed', sentence: error.sentence, link: `/tasks/${task.id}` };
        addNotification(db, notice, nowMs);
      }
    });
  }

  /** Puts the task back to wait and answers until when; null when the policy gives up. */
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

  /** Holds the task where that is wanted and answers null, or puts it back to its place in the queue. */
  function pause(task: TaskRow): number | null {
    const nowMs = clock.now();
    const row = findTask(db, task.id) ?? task;
    if (row.holdRequestedAt !== null) holdTask(db, row, nowMs);
    else postponeTask(db, row, { untilMs: nowMs, reason: null, error: row.error, counts: false, nowMs });
    return row.holdRequestedAt === null ? nowMs : null;
  }

  /** Ends the task for good and answers null, or puts it back to wait and answers the time of the next try. */
  function concludeOrWait(task: TaskRow, { outcome, error }: EndedEvent): number | null {
    const wasCancelled = outcome === 'cancelled' || Boolean(findTask(db, task.id)?.cancelRequestedAt);
    if (outcome === 'completed') finish(task, 'completed', null);
    else if (wasCancelled) finish(task, 'cancelled', null);
    else if (outcome === 'paused') return pause(task);
    else {
      const failure = error ?? toErrorRecord(undefined);
      const retryAtMs = postpone(task, failure);
      if (retryAtMs !== null) return retryAtMs;
      finish(task, 'failed', failure);
    }
    return null;
  }

  async function settle(task: TaskRow, holder: string, ended: EndedEvent): Promise<void> {
    if (isStopping()) return;
    const now = findTask(db, task.id);
    // The connection was removed, and everything of it.
    if (!now) {
      hub.forgetWords(task.id);
      return queue.cancel(task.id);
    }
    // Settled by somebody else meanwhile, because its lease had run out: this attempt has nothing to say any more.
    if (now.attempt !== task.attempt || now.status !== 'running') return;
    hub.forgetWords(task.id);
    const runAtMs = concludeOrWait(task, ended);
    if (ended.error?.category === 'authentication') onTokenDead(task.connectionId, ended.error);
    await queue.settle(task.id, holder, runAtMs === null ? { kind: 'done' } : { kind: 'retryAt', runAtMs });
    log.info({ taskId: task.id, outcome: ended.outcome, runAtMs, error: ended.error }, 'task ended');
    hub.publish(`task:${task.id}`, { kind: 'task', taskId: task.id });
    hub.publish(`user:${task.userId}`, { kind: 'inbox' });
    hub.publish('admin', { kind: 'task', taskId: task.id });
  }

  async function release(taskId: string, holder: string): Promise<void> {
    const task = findTask(db, taskId);
    if (task?.status === 'running') {
      // Claimed again while running: its lease ran out, so the attempt before ended without a word.
      const error = toErrorRecord(threadDied('the lease ran out'));
      return settle(task, holder, { type: 'ended', outcome: 'failed', error });
    }
    const again = { kind: 'retryAt', runAtMs: clock.now() + againMs[task?.kind ?? 'run'] } as const;
    await queue.settle(taskId, holder, task?.status === 'queued' ? again : { kind: 'done' });
  }

  return { settle, release };
}
