/** A queue to be measured. */
export type Side = {
  enqueue: (taskId: string) => Promise<void>;
  /** Works until so many jobs are settled, three at a time. */
  workOff: (jobs: number) => Promise<void>;
  /** Milliseconds from adding the job to an idle queue to its start. */
  start: (taskId: string) => Promise<number>;
  close: () => Promise<void>;
};
