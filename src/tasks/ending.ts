import type { Db } from '../../db/open.ts';
import { findTask, type TaskRow } from '../../db/tasks.ts';
import type { EndedEvent } from '../generation/run/events.ts';
import type { Clock } from '../lib/clock.ts';
import { type ErrorRecord, toErrorRecord } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { Hub } from '../progress/hub.ts';
import type { Queue } from '../queue/queue.ts';
import { createConclusions } from './conclusions.ts';
import { threadDied } from './thread.ts';
import { settleTroubles } from './troubles.ts';

export type EndingOptions = {
  db: Db;
  queue: Queue;
  hub: Hub;
  clock: Clock;
  log: Log;
  random: () => number;
  /**
   * Told when the server no longer takes the connection's token; answers what stands in the way instead, if the token
   * could be renewed or may be later.
   */
  onTokenDead: (connectionId: string, error: ErrorRecord) => Promise<ErrorRecord | null>;
  /** Told of every other error, in case the server said when to come back: the publisher keeps away as well. */
  onServerTrouble: (connectionId: string, error: ErrorRecord) => void;
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

/** Puts the end of an attempt into effect, the row first and then the job, and tells everybody who must know. */
export function createEnding(options: EndingOptions): Ending {
  const { db, queue, hub, clock, log, onTokenDead, onServerTrouble, isStopping } = options;
  const concludeOrWait = createConclusions(options);

  /** The row first, then the job. Somebody may have let the task go on, or ended its wait, before the job was free. */
  async function settleJob(taskId: string, holder: string, runAtMs: number | null) {
    await queue.settle(taskId, holder, runAtMs === null ? { kind: 'done' } : { kind: 'retryAt', runAtMs });
    const row = findTask(db, taskId);
    if (row?.status !== 'queued') return;
    const wantedAtMs = row.waitingUntil ?? clock.now();
    if (runAtMs === null || wantedAtMs < runAtMs) {
      await queue.enqueue(taskId, { priority: row.priority, runAtMs: wantedAtMs });
    }
  }

  function tellLog({ id: taskId, status, tries, waitingUntil }: TaskRow, { outcome, error }: EndedEvent) {
    if (status === 'queued' && error) log.warn({ taskId, tries, waitingUntil, error }, 'task waits');
    else if (status === 'failed') log.warn({ taskId, tries, error }, 'task failed');
    else log.info({ taskId, outcome, status }, 'task ended');
  }

  /** A token that came to life again is no reason to end: the next attempt opens the new one. */
  async function afterRescue(task: TaskRow, ended: EndedEvent): Promise<EndedEvent> {
    const { error } = ended;
    const instead = error?.category === 'authentication' ? await onTokenDead(task.connectionId, error) : null;
    return instead ? { ...ended, error: instead } : ended;
  }

  async function settle(task: TaskRow, holder: string, said: EndedEvent): Promise<void> {
    if (isStopping()) return;
    const ended = await afterRescue(task, said);
    const now = findTask(db, task.id);
    // The connection was removed, and everything of it.
    if (!now) {
      hub.forgetWords(task.id);
      return queue.cancel(task.id);
    }
    // Settled by somebody else meanwhile, because its lease had run out: this attempt has nothing to say any more.
    if (now.attempt !== task.attempt || now.status !== 'running') return;
    hub.forgetWords(task.id);
    const runAtMs = concludeOrWait(now, ended);
    if (ended.error) onServerTrouble(task.connectionId, ended.error);
    settleTroubles(db, clock.now());
    tellLog(findTask(db, task.id) ?? now, ended);
    hub.publish(`task:${task.id}`, { kind: 'task', taskId: task.id });
    hub.publish(`user:${task.userId}`, { kind: 'inbox' });
    hub.publish('admin', { kind: 'task', taskId: task.id });
    await settleJob(task.id, holder, runAtMs);
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
