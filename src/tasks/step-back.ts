import type { Db } from '../../db/open.ts';
import { isDueSoon, listTasksInStatus, type TaskRow } from '../../db/tasks.ts';
import type { Clock } from '../lib/clock.ts';

export type StepBackOptions = {
  db: Db;
  clock: Clock;
  pause: (taskId: string) => void;
};

/**
 * Scheduled runs make room for those somebody asked for: one of the same person, since she has one at a time, and for a
 * run that waits because no place is free, the one that began last. They go on by themselves afterwards, at the picture
 * where they were. To be called when no more could be begun.
 */
export function createStepBack({ db, clock, pause }: StepBackOptions): () => void {
  /** By attempt, since one that was put back may be begun again. */
  const asked = new Set<string>();
  const isAsked = (task: TaskRow) => asked.has(nameOf(task));

  return function makeRoom() {
    const scheduled = listTasksInStatus(db, 'running').filter(({ kind }) => kind === 'scheduled');
    const names = new Set(scheduled.map(nameOf));
    for (const name of asked) if (!names.has(name)) asked.delete(name);
    if (scheduled.length === 0) return;
    const wanted = listTasksInStatus(db, 'queued').filter(
      (task) => task.kind === 'run' && isDueSoon(task, clock.now()),
    );
    const owners = new Set(wanted.map(({ userId }) => userId));
    for (const task of scheduled) if (owners.has(task.userId)) ask(task);
    const latestFirst = scheduled.toSorted((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0));
    const others = latestFirst.filter((task) => !isAsked(task));
    for (const task of others.slice(0, Math.max(0, wanted.length - asked.size))) ask(task);
  };

  function ask(task: TaskRow) {
    if (isAsked(task)) return;
    asked.add(nameOf(task));
    pause(task.id);
  }
}

const nameOf = ({ id, attempt }: TaskRow) => `${id} ${attempt}`;
