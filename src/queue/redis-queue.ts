import type { Clock } from '../lib/clock.ts';
import { type Bull, type BullOptions, openBull } from './bull.ts';
import type { Queue } from './queue.ts';
import { countJobsBefore, putJob, removeJob, settleJob } from './redis-jobs.ts';

export type RedisQueueOptions = BullOptions & {
  clock: Clock;
  /** Null on a machine that only helps: it keeps to the cap of the one that enqueues. */
  cap: number | null;
};

/**
 * The queue on BullMQ, for any number of machines: what one has claimed, each that knows the name of the claim may beat
 * for and settle. While Redis is away every function throws `redis-unreachable` at once.
 */
export async function createRedisQueue({ clock, ...options }: RedisQueueOptions): Promise<Queue> {
  // Loaded by those only who use it.
  const bullmq = await import('bullmq');
  const { connection, leaseMs } = options;
  const bull = openBull(bullmq, options);
  let { cap } = options;

  const run = <T>(work: (bull: Bull) => Promise<T>): Promise<T> => connection.run(async () => work(await bull.get()));

  async function keepCap({ queue }: Bull) {
    if (cap !== null) await queue.setGlobalConcurrency(cap);
  }

  const stopListening = connection.onChange((isReady) => {
    if (isReady) void run(keepCap).catch(() => {});
  });
  // Without Redis it is kept once Redis is there.
  await run(keepCap).catch(() => {});

  return {
    enqueue: (taskId, job) =>
      run(async (parts) => {
        // Again with every job, so that none lies in a Redis that was emptied and knows no cap.
        await keepCap(parts);
        await putJob(parts, { taskId, ...job, nowMs: clock.now() });
      }),
    claim: (workerId) => run(async ({ worker }) => (await worker.getNextJob(workerId, { block: false }))?.id ?? null),
    heartbeat: (taskId, workerId) =>
      run(async ({ worker }) => (await worker.extendJobLocks([taskId], [workerId], leaseMs)).length === 0),
    settle: (taskId, workerId, outcome) =>
      run((parts) => settleJob(bullmq, parts, { taskId, workerId, outcome, nowMs: clock.now() })),
    cancel: (taskId) => run((parts) => removeJob(parts, connection.client, taskId)),
    position: (taskId) => run((parts) => countJobsBefore(parts, connection.client, taskId)),
    taskIds: () =>
      run(async ({ queue }) => new Set(await queue.getRanges(['wait', 'prioritized', 'delayed', 'active'], 0, -1))),
    stats: () =>
      run(async ({ queue }) => {
        const counts = await queue.getJobCounts('wait', 'prioritized', 'delayed', 'active');
        const { wait = 0, prioritized = 0, delayed = 0, active = 0 } = counts;
        return { waiting: wait + prioritized, delayed, running: active };
      }),
    async setCap(wanted) {
      cap = wanted;
      await run(keepCap);
    },
    async close() {
      stopListening();
      await bull.close();
    },
  };
}
