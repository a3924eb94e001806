import type { Db } from '../../db/open.ts';
import { deferTask, findTask, listTasksInStatus, type TaskRow } from '../../db/tasks.ts';
import type { Clock } from '../lib/clock.ts';
import type { Sentence } from '../lib/sentence.ts';
import type { Hub } from '../progress/hub.ts';
import type { Queue } from '../queue/queue.ts';
import type { Gate } from './gate.ts';

/** Until when and why a task may not begin. */
type Wait = { untilMs: number; reason: Sentence };

export type Deferral = {
  /** Puts a claimed task back that may not begin now, and answers whether it did. Its row says until when and why. */
  defer: (taskId: string, holder: string) => Promise<boolean>;
  /** Lets those begin that wait for this reason, a key of the catalogue: it may no longer hold. */
  end: (reasonKey: string) => Promise<void>;
};

/** When to look again whether the gate is open. */
const againMs = 10_000;

export function createDeferral(parts: { db: Db; queue: Queue; hub: Hub; clock: Clock; gate: Gate }): Deferral {
  const { db, queue, hub, clock, gate } = parts;

  function waitOf({ userId, model }: TaskRow): Wait | null {
    const closed = gate.closedBecause() ?? gate.modelClosedBecause?.(model);
    if (closed) return { untilMs: clock.now() + againMs, reason: closed };
    const { pictures, nextDayMs, reason } = gate.picturesLeft(userId);
    return pictures > 0 ? null : { untilMs: nextDayMs, reason };
  }

  function tell(taskId: string) {
    hub.publish(`task:${taskId}`, { kind: 'task', taskId });
    hub.publish('admin', { kind: 'task', taskId });
  }

  return {
    async defer(taskId, holder) {
      const task = findTask(db, taskId);
      const wait = task?.status === 'queued' ? waitOf(task) : null;
      if (!wait) return false;
      deferTask(db, taskId, wait);
      await queue.settle(taskId, holder, { kind: 'retryAt', runAtMs: wait.untilMs });
      tell(taskId);
      return true;
    },
    async end(reasonKey) {
      const waiting = listTasksInStatus(db, 'queued').filter(({ waitingReason }) => waitingReason?.key === reasonKey);
      for (const { id, priority } of waiting) {
        deferTask(db, id, null);
        await queue.enqueue(id, { priority, runAtMs: clock.now() });
        tell(id);
      }
    },
  };
}
