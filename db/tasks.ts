import { and, asc, desc, eq, exists, gt, inArray, isNotNull, isNull, lte, min, not, sql } from 'drizzle-orm';
import type { SQLiteUpdateSetSource } from 'drizzle-orm/sqlite-core';
import type { ErrorRecord } from '../src/lib/errors.ts';
import type { Sentence } from '../src/lib/sentence.ts';
import { type Db, isUniqueViolation, transact } from './open.ts';
import { images, taskEvents, captionGenerationTasks as tasks, users } from './schema.ts';

export type TaskRow = typeof tasks.$inferSelect;
export type TaskStatus = TaskRow['status'];
export type NewTask = Pick<TaskRow, 'id' | 'userId' | 'connectionId' | 'priority' | 'settings' | 'model'> &
  Partial<Pick<TaskRow, 'kind' | 'scope'>>;

export const activeStatuses: TaskStatus[] = ['queued', 'running', 'held'];

/** The states a task may go to from each; anything else is refused by `moveTask`. */
export const transitions: Record<TaskStatus, readonly TaskStatus[]> = {
  queued: ['running', 'held', 'cancelled', 'failed'],
  running: ['queued', 'held', 'completed', 'failed', 'cancelled'],
  held: ['queued', 'cancelled'],
  completed: [],
  failed: [],
  cancelled: [],
};

/**
 * Adds a queued run; false when the person already has an active one, or the connection an active scheduled one (partial
 * unique indexes decide, not a look).
 */
export function insertTask(db: Db, task: NewTask, nowMs: number): boolean {
  try {
    db.insert(tasks)
      .values({ ...task, createdAt: nowMs })
      .run();
    return true;
  } catch (thrown) {
    if (isUniqueViolation(thrown)) return false;
    throw thrown;
  }
}

export function findTask(db: Db, id: string): TaskRow | undefined {
  return db.select().from(tasks).where(eq(tasks.id, id)).get();
}

export function findActiveTask(db: Db, userId: string): TaskRow | undefined {
  // In the words of the partial index, since SQLite matches them before it knows the values of parameters.
  const isActive = sql`kind = 'run' and status in ('queued', 'running', 'held')`;
  return db
    .select()
    .from(tasks)
    .where(and(eq(tasks.userId, userId), isActive))
    .get();
}

/** Whether a run of the connection is being worked on at this moment. */
export function hasRunningTask(db: Db, connectionId: string): boolean {
  const isRunning = and(eq(tasks.connectionId, connectionId), eq(tasks.status, 'running'));
  return db.select({ id: tasks.id }).from(tasks).where(isRunning).limit(1).get() !== undefined;
}

export function listTasks(db: Db, userId: string, limit: number): TaskRow[] {
  return db.select().from(tasks).where(eq(tasks.userId, userId)).orderBy(desc(tasks.createdAt)).limit(limit).all();
}

/** Everybody's active tasks with their owners' names, for administrators. */
export function listActiveTasks(db: Db): { task: TaskRow; userName: string }[] {
  return db
    .select({ task: tasks, userName: users.name })
    .from(tasks)
    .innerJoin(users, eq(users.id, tasks.userId))
    .where(inArray(tasks.status, activeStatuses))
    .orderBy(asc(tasks.priority), asc(tasks.createdAt))
    .all();
}

export function listTasksInStatus(db: Db, status: TaskStatus): TaskRow[] {
  return db.select().from(tasks).where(eq(tasks.status, status)).all();
}

/**
 * The one way a task changes its state: applies the change only if the transition table allows it from where the task
 * is now. Returns the new row, or null when it does not (then nothing changed).
 */
export function moveTask(
  db: Db,
  id: string,
  status: TaskStatus,
  change: Omit<SQLiteUpdateSetSource<typeof tasks>, 'id' | 'status'> = {},
): TaskRow | null {
  const from = (Object.keys(transitions) as TaskStatus[]).filter((state) => transitions[state].includes(status));
  const row = db
    .update(tasks)
    .set({ ...change, status })
    .where(and(eq(tasks.id, id), inArray(tasks.status, from)))
    .returning()
    .get();
  return row ?? null;
}

/**
 * Begins the next attempt of a queued task: raises the attempt, so that events of an earlier one are refused, and
 * clears what each attempt counts anew. The error of the attempt before stays until a draft shows that the run gets on.
 * Null when the task is not queued, its owner has another one running, or it is a scheduled one and her own goes first.
 */
export function beginAttempt(
  db: Db,
  id: string,
  claim: { holder: string; workerId: string | null },
  nowMs: number,
): TaskRow | null {
  if (goesBehindOwn(db, id, nowMs)) return null;
  const reached = reachedLately(findTask(db, id)?.reached ?? null, nowMs);
  try {
    return moveTask(db, id, 'running', {
      ...claim,
      attempt: sql`${tasks.attempt} + 1`,
      startedAt: nowMs,
      lastSeq: 0,
      step: 'connecting',
      isListed: false,
      reached,
      postsSeen: reached?.postsSeen ?? 0,
      imagesSkipped: reached?.imagesSkipped ?? 0,
      waitingUntil: null,
      waitingReason: null,
    });
  } catch (thrown) {
    if (isUniqueViolation(thrown)) return null;
    throw thrown;
  }
}

/** After that, somebody may have described or removed what was listed: everything is looked at anew. */
const reachedForMs = 6 * 3_600_000;

const reachedLately = (reached: TaskRow['reached'], nowMs: number) =>
  reached && nowMs - reached.atMs < reachedForMs ? reached : null;

/** A little ahead, since a job that could not begin comes back within seconds. */
const soonMs = 10_000;

/** Whether a queued task waits for nothing but its turn. */
export function isDueSoon({ waitingUntil }: TaskRow, nowMs: number): boolean {
  return waitingUntil === null || waitingUntil <= nowMs + soonMs;
}

/** Whether a scheduled run's person has one of her own that is running or about to. */
function goesBehindOwn(db: Db, id: string, nowMs: number): boolean {
  const task = findTask(db, id);
  const own = task?.kind === 'scheduled' ? findActiveTask(db, task.userId) : undefined;
  return own !== undefined && (own.status === 'running' || (own.status === 'queued' && isDueSoon(own, nowMs)));
}

/**
 * Puts a task back to wait, with the time and the reason its owner is told; the time it worked is added up. The first
 * error since it last got on is the one it is said to have waited since.
 */
export function postponeTask(
  db: Db,
  row: TaskRow,
  wait: { untilMs: number; reason: Sentence | null; error: ErrorRecord | null; counts: boolean; nowMs: number },
): TaskRow | null {
  return moveTask(db, row.id, 'queued', {
    waitingUntil: wait.untilMs,
    waitingReason: wait.reason,
    error: wait.error,
    ...(wait.error && { waitingSince: row.waitingSince ?? wait.nowMs }),
    tries: row.tries + (wait.counts ? 1 : 0),
    step: 'waiting',
    workedMs: workedMs(row, wait.nowMs),
  });
}

/** Lays a task aside until somebody lets it go on. */
export function holdTask(db: Db, row: TaskRow, nowMs: number): TaskRow | null {
  return moveTask(db, row.id, 'held', {
    holdRequestedAt: null,
    waitingUntil: null,
    waitingReason: null,
    step: 'waiting',
    workedMs: workedMs(row, nowMs),
  });
}

/** Notes the wish to hold a running task; false when it is not running or being cancelled. */
export function requestHold(db: Db, id: string, nowMs: number): boolean {
  const canHold = and(eq(tasks.id, id), eq(tasks.status, 'running'), isNull(tasks.cancelRequestedAt));
  return db.update(tasks).set({ holdRequestedAt: nowMs }).where(canHold).run().changes > 0;
}

export function withdrawHold(db: Db, id: string): void {
  db.update(tasks).set({ holdRequestedAt: null }).where(eq(tasks.id, id)).run();
}

/** Puts a held task back into the queue, with all its tries before it; null when it is not held. */
export function letGo(db: Db, id: string): TaskRow | null {
  if (findTask(db, id)?.status !== 'held') return null;
  return moveTask(db, id, 'queued', { holdRequestedAt: null, waitingSince: null, tries: 0, error: null });
}

/** Ends the wait of a queued task for its next try; null when it waits for none. */
export function endWait(db: Db, id: string, nowMs: number): TaskRow | null {
  const isWaiting = and(eq(tasks.id, id), eq(tasks.status, 'queued'), gt(tasks.waitingUntil, nowMs));
  return db.update(tasks).set({ waitingUntil: nowMs }).where(isWaiting).returning().get() ?? null;
}

export function setPriority(db: Db, id: string, priority: number): void {
  db.update(tasks).set({ priority }).where(eq(tasks.id, id)).run();
}

const metUnreachableModel = sql`${tasks.error} ->> '$.code' = 'model-unreachable'`;

/** Tasks that wait because a model server could not be reached. */
export function listWaitingForModel(db: Db, nowMs: number): TaskRow[] {
  return db
    .select()
    .from(tasks)
    .where(and(eq(tasks.status, 'queued'), gt(tasks.waitingUntil, nowMs), metUnreachableModel))
    .all();
}

/** Since when that has kept a task from getting on; one that tries again has not got on yet. Null: none. */
export function modelAwaySince(db: Db): number | null {
  const since = db
    .select({ sinceMs: min(tasks.waitingSince) })
    .from(tasks)
    .where(and(inArray(tasks.status, ['queued', 'running']), metUnreachableModel))
    .get();
  return since?.sinceMs ?? null;
}

/** Says until when and why a waiting task may not begin, or that nothing keeps it any more. */
export function deferTask(db: Db, id: string, wait: { untilMs: number; reason: Sentence } | null): void {
  db.update(tasks)
    .set({ waitingUntil: wait?.untilMs ?? null, waitingReason: wait?.reason ?? null })
    .where(and(eq(tasks.id, id), eq(tasks.status, 'queued')))
    .run();
}

/** The time a task has spent running up to now, over all attempts. */
export function workedMs(row: Pick<TaskRow, 'status' | 'startedAt' | 'workedMs'>, nowMs: number): number {
  return row.workedMs + (row.status === 'running' && row.startedAt !== null ? Math.max(0, nowMs - row.startedAt) : 0);
}

export function requestCancel(db: Db, id: string, nowMs: number): void {
  db.update(tasks)
    .set({ cancelRequestedAt: nowMs })
    .where(and(eq(tasks.id, id), isNull(tasks.cancelRequestedAt)))
    .run();
}

export function listTaskImages(db: Db, taskId: string): (typeof images.$inferSelect)[] {
  return db
    .select()
    .from(images)
    .where(eq(images.taskId, taskId))
    .orderBy(desc(images.postedAt), asc(images.position))
    .all();
}

export type TaskOutcome = Pick<typeof images.$inferSelect, 'id' | 'state' | 'failedStage' | 'error'>;

/** What became of the pictures of a run, in the order of `listTaskImages`: of thousands, only what its results need. */
export function listTaskOutcomes(db: Db, taskId: string): TaskOutcome[] {
  const { id, state, failedStage, error } = images;
  return db
    .select({ id, state, failedStage, error })
    .from(images)
    .where(eq(images.taskId, taskId))
    .orderBy(desc(images.postedAt), asc(images.position))
    .all();
}

/**
 * Forgets the details of tasks that ended before the given time: settings, results, errors and events. The row stays
 * with its one-line summary as long as a picture refers to it, and goes afterwards. Returns how many were cleaned.
 */
export function cleanFinishedTasks(db: Db, endedBeforeMs: number, nowMs: number): number {
  return transact(db, () => {
    const due = and(isNotNull(tasks.completedAt), lte(tasks.completedAt, endedBeforeMs), isNull(tasks.cleanedAt));
    const dueIds = db.select({ id: tasks.id }).from(tasks).where(due);
    db.delete(taskEvents).where(inArray(taskEvents.taskId, dueIds)).run();
    const emptied = { settings: null, results: null, error: null, cleanedAt: nowMs };
    const cleaned = db.update(tasks).set(emptied).where(due).run().changes;
    const isReferredTo = exists(db.select().from(images).where(eq(images.taskId, tasks.id)));
    db.delete(tasks)
      .where(and(isNotNull(tasks.cleanedAt), not(isReferredTo)))
      .run();
    return cleaned;
  });
}
