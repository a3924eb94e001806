import { AppError } from '../lib/errors.ts';
import type { Queue } from './queue.ts';

/**
 * The queue for those who have changed a row already and now tell the engine of it. While the engine cannot be reached
 * that fails no deed: recovery makes queue and rows agree as soon as it is back.
 */
export function withRowsFirst(queue: Queue): Queue {
  return {
    ...queue,
    enqueue: (taskId, job) => orLater(queue.enqueue(taskId, job), undefined),
    cancel: (taskId) => orLater(queue.cancel(taskId), undefined),
    position: (taskId) => orLater(queue.position(taskId), null),
  };
}

async function orLater<T>(work: Promise<T>, meanwhile: T): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'redis-unreachable') return meanwhile;
    throw thrown;
  }
}
