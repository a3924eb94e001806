import type { Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { within } from '../lib/within.ts';

export type PoolOptions = { threads: number; onError: (thrown: unknown) => void; workerFile?: URL };

const captionTask = new URL('../../workers/caption-task.ts', import.meta.url);
/** The program of the desk's thread. */
export const deskTask = new URL('../../workers/desk-task.ts', import.meta.url);

/**
 * The threads that runs work in, or the desk's one; at most so many. None is kept warm: idle threads cost 30 MB each,
 * and starting one takes less time than listing the first page of posts.
 *
 * `atomics: 'disabled'`: the default parks an idle thread in Atomics.wait, where it notices neither closed sockets
 * nor closed ports. The error listener is needed because a pool that closes late emits 'error', which ends a process
 * that does not listen.
 */
export function createPool({ threads, onError, workerFile = captionTask }: PoolOptions): Piscina {
  const pool = new Piscina({
    filename: workerFile.href,
    minThreads: 0,
    // A machine that leaves all to helpers still has a pool, which never gets a task.
    maxThreads: Math.max(1, threads),
    idleTimeout: 60_000,
    concurrentTasksPerWorker: 1,
    atomics: 'disabled',
    // Frees a run that leaks before it takes the others with it; native memory of the image library is not counted.
    resourceLimits: { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 16 },
  });
  pool.on('error', onError);
  return pool;
}

/** A thread that computes answers late. */
const heapAnswerMs = 1000;

/** What the JavaScript objects of each thread take. Nothing of those that do not answer: busy, ended, or under Deno. */
export async function readHeapBytes(threads: Worker[]): Promise<number[]> {
  const heaps = await Promise.all(threads.map(readHeap));
  return heaps.filter((bytes) => bytes !== null);
}

async function readHeap(thread: Worker): Promise<number | null> {
  try {
    return (await within(heapAnswerMs, thread.getHeapStatistics())).used_heap_size;
  } catch {
    return null;
  }
}
