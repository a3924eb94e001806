/**
 * The port of the task queue: a resource that knows ids, priorities and times, and nothing of captions. A job holds
 * only a task's id; the truth about the task is its row, which exists before the job. So an engine can be emptied or
 * exchanged: recovery adds a job for every row that waits without one.
 */
export type Queue = {
  /**
   * Adds a job, or moves the waiting one of the same id to these values; with the same ones it keeps its place. A job
   * being worked on stays as it is. `priority` is a whole number, 0 for the first of all.
   */
  enqueue: (taskId: string, job: { priority: number; runAtMs: number }) => Promise<void>;
  /**
   * Takes the next due job for a worker, or null when none is due or as many as allowed are being worked on. Smallest
   * priority first, then the longest waiting; where among its priority a job comes that had to wait for its time is
   * the engine's own. The worker must beat before the lease ends, and is named anew for each claim.
   */
  claim: (workerId: string) => Promise<string | null>;
  /**
   * Renews the lease; false when the worker no longer has the job and must stop: once another has it, or as soon as
   * the lease has ended.
   */
  heartbeat: (taskId: string, workerId: string) => Promise<boolean>;
  /** Ends a worker's hold on a job; false when it no longer had it, as for `heartbeat`, and then nothing changes. */
  settle: (taskId: string, workerId: string, outcome: Settlement) => Promise<boolean>;
  /** Removes a job, being worked on or not. */
  cancel: (taskId: string) => Promise<void>;
  /** How many jobs go before this one, 0 for the next; null when it is not waiting or its time has not come. */
  position: (taskId: string) => Promise<number | null>;
  /** The ids of all jobs, for recovery. */
  taskIds: () => Promise<Set<string>>;
  stats: () => Promise<QueueStats>;
  /** How many jobs may be worked on at once from now on; what is being worked on stays. */
  setCap: (cap: number) => Promise<void>;
  close: () => Promise<void>;
};

/**
 * `done` removes the job. `retryAt` puts it back to wait: until that time, or, when it has come, behind no one of the
 * same priority who came later.
 */
export type Settlement = { kind: 'done' } | { kind: 'retryAt'; runAtMs: number };

export type QueueStats = { waiting: number; delayed: number; running: number };
