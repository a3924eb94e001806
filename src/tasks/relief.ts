import type { Db } from '../../db/open.ts';
import { findTask, listTasksInStatus } from '../../db/tasks.ts';

export type Relief = {
  /**
   * Gives memory back that threads have taken: one run at a time pauses between two pictures, its thread ends and it
   * goes on in a new one. Only attempts that began before the given time, so that where others hold the memory each
   * thread is ended once and not again and again.
   */
  relieve: (beforeMs: number) => void;
  /** Whether one more task may begin here although there is no room: one whose thread was ended for its memory. */
  isOwed: () => boolean;
  /** A task was claimed here. */
  claimed: () => void;
  /** An attempt has ended here. */
  ended: (taskId: string) => void;
};

export type ReliefOptions = { db: Db; pause: (taskId: string, options: { endThread: true }) => void };

export function createRelief({ db, pause }: ReliefOptions): Relief {
  let leaving: string | null = null;
  let owed = 0;
  return {
    relieve(beforeMs) {
      if (leaving !== null) return;
      const here = listTasksInStatus(db, 'running').filter(({ workerId }) => workerId === null);
      const before = here.filter(({ startedAt }) => startedAt !== null && startedAt < beforeMs);
      const [oldest] = before.sort((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0));
      if (!oldest) return;
      leaving = oldest.id;
      pause(oldest.id, { endThread: true });
    },
    isOwed: () => owed > 0,
    claimed() {
      owed = Math.max(0, owed - 1);
    },
    ended(taskId) {
      if (taskId !== leaving) return;
      leaving = null;
      if (findTask(db, taskId)?.status === 'queued') owed += 1;
    },
  };
}
