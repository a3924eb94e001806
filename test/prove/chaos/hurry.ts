import { type Clock, systemClock } from '../../../src/lib/clock.ts';
import type { Queue } from '../../../src/queue/queue.ts';

/** How many times faster than in life the waits of the proof go by: a minute takes a second. */
export const haste = 60;

/**
 * A time that goes by faster since the given moment. Publishing and the servers it writes to live in it: the minutes
 * it leaves a server that is away are seconds, in the same proportions.
 */
export function hurriedClock(sinceMs: number, speed = haste): Clock {
  return {
    now: () => Math.round(sinceMs + (Date.now() - sinceMs) * speed),
    sleep: (ms, signal) => systemClock.sleep(ms / speed, signal),
  };
}

/** The queue with waits cut short: a job that is to come back in a minute comes back in seconds. */
export function hurriedQueue(queue: Queue, now = systemClock.now): Queue {
  const sooner = (runAtMs: number) => Math.round(Math.min(runAtMs, now() + Math.max(0, runAtMs - now()) / haste));
  return {
    ...queue,
    enqueue: (taskId, job) => queue.enqueue(taskId, { ...job, runAtMs: sooner(job.runAtMs) }),
    settle: (taskId, workerId, outcome) =>
      queue.settle(
        taskId,
        workerId,
        outcome.kind === 'done' ? outcome : { ...outcome, runAtMs: sooner(outcome.runAtMs) },
      ),
  };
}
