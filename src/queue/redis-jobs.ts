import type { Job } from 'bullmq';
import type { Bull, BullMq } from './bull.ts';
import type { Settlement } from './queue.ts';
import type { RedisClient } from './redis-connection.ts';

const jobName = 'task';

export type JobToPut = { taskId: string; priority: number; runAtMs: number; nowMs: number };

/** Adds the job or moves the waiting one, keeping its place where nothing changes; leaves alone what is worked on. */
export async function putJob({ queue }: Bull, { taskId, priority, runAtMs, nowMs }: JobToPut): Promise<void> {
  const [state, job] = await Promise.all([queue.getJobState(taskId), queue.getJob(taskId)]);
  if (state === 'active') return;
  const delay = Math.max(0, runAtMs - nowMs);
  const isDue = state === 'prioritized' || state === 'waiting';
  if (isDue && job && delay === 0) {
    if (job.priority !== priority) await job.changePriority({ priority });
    return;
  }
  await queue.remove(taskId);
  await queue.add(jobName, {}, { jobId: taskId, priority, delay, timestamp: nowMs });
}

/** False when it turns out that the worker no longer has the job. */
export async function settleJob(
  bullmq: BullMq,
  { queue }: Bull,
  settlement: { taskId: string; workerId: string; outcome: Settlement; nowMs: number },
): Promise<boolean> {
  const { taskId, workerId, outcome, nowMs } = settlement;
  const job = new bullmq.Job(queue, jobName, {}, { removeOnComplete: true }, taskId);
  try {
    await moveJob(job, workerId, outcome, nowMs);
    return true;
  } catch (thrown) {
    if (isLoss(bullmq, thrown)) return false;
    throw thrown;
  }
}

async function moveJob(job: Job, workerId: string, outcome: Settlement, nowMs: number): Promise<void> {
  if (outcome.kind === 'done') await job.moveToCompleted(null, workerId, false);
  else if (outcome.runAtMs > nowMs) await job.moveToDelayed(outcome.runAtMs, workerId);
  else await job.moveToWait(workerId);
}

/** BullMQ's answers to who no longer has the job. */
function isLoss({ ErrorCode }: BullMq, thrown: unknown): boolean {
  const { JobNotExist, JobLockNotExist, JobNotInState, JobLockMismatch } = ErrorCode;
  const losses: unknown[] = [JobNotExist, JobLockNotExist, JobNotInState, JobLockMismatch];
  return thrown instanceof Error && 'code' in thrown && losses.includes(thrown.code);
}

/** A job that is worked on is locked; when somebody claims it in between, it is locked again. */
export async function removeJob({ queue }: Bull, client: RedisClient, taskId: string): Promise<void> {
  do await client.del(`${queue.toKey(taskId)}:lock`);
  while ((await queue.remove(taskId)) === 0);
}

/** First comes what was taken from a silent worker, the next one at the end of a list, then the others by priority. */
export async function countJobsBefore({ queue }: Bull, client: RedisClient, taskId: string): Promise<number | null> {
  const { wait = '', prioritized = '' } = queue.keys;
  const [length, place, rank] = await Promise.all([
    client.lLen(wait),
    client.lPos(wait, taskId),
    client.zRank(prioritized, taskId),
  ]);
  if (place !== null) return length - 1 - place;
  return rank === null ? null : length + rank;
}
