import { createNodeRedisClient, Queue, Worker } from 'bullmq';
import { createClient } from 'redis';
import type { Side } from './side.ts';

const cap = 3;
const priority = 10;

/** BullMQ as its guide has it: a worker that fetches by itself, three at a time, over the client Altwright uses. */
export async function openBullSide(url: string): Promise<Side> {
  const client = createClient({ url });
  client.on('error', (thrown) => console.error(thrown));
  await client.connect();
  const connection = createNodeRedisClient(client);
  connection.on('error', (thrown) => console.error(thrown));
  const queue = new Queue('bench', { connection, defaultJobOptions: { removeOnComplete: true } });
  await queue.setGlobalConcurrency(cap);

  /** What to do when a job starts, and when one is settled. */
  let onStart = (_taskId: string) => {};
  let onSettled = () => {};
  const worker = new Worker('bench', async ({ id = '' }) => onStart(id), { connection, concurrency: cap });
  worker.on('completed', () => onSettled());
  worker.on('error', (thrown) => console.error(thrown));
  await worker.waitUntilReady();
  await worker.pause();

  const enqueue = async (taskId: string) => void (await queue.add('task', {}, { jobId: taskId, priority }));

  function settled(jobs: number): Promise<void> {
    let left = jobs;
    return new Promise((resolve) => {
      onSettled = () => {
        left -= 1;
        if (left === 0) resolve();
      };
    });
  }

  return {
    enqueue: async (taskId) => {
      if (!worker.isPaused()) await worker.pause();
      await enqueue(taskId);
    },
    async workOff(jobs) {
      const all = settled(jobs);
      void worker.resume();
      await all;
    },
    async start(taskId) {
      const isSettled = settled(1);
      const started = new Promise<number>((resolve) => {
        onStart = (id) => {
          if (id === taskId) resolve(performance.now());
        };
      });
      const addedAt = performance.now();
      await enqueue(taskId);
      const tookMs = (await started) - addedAt;
      await isSettled;
      onStart = () => {};
      return tookMs;
    },
    async close() {
      await worker.close();
      await queue.close();
      await client.close();
    },
  };
}
