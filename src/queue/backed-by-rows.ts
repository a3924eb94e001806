import { toErrorRecord } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { Queue } from './queue.ts';

/**
 * A queue that may be away while its tasks' rows are not. A job that cannot be added or removed now is no reason to
 * refuse a person: the row is the truth, and recovery makes the queue agree with it once the queue is back.
 */
export function backedByRows(queue: Queue, log: Log): Queue {
  const later = (taskId: string) => (thrown: unknown) =>
    log.warn({ taskId, error: toErrorRecord(thrown) }, 'the queue will agree with the rows later');
  return {
    ...queue,
    enqueue: (taskId, job) => queue.enqueue(taskId, job).catch(later(taskId)),
    cancel: (taskId) => queue.cancel(taskId).catch(later(taskId)),
  };
}
