import type { Db } from '../../../db/open.ts';

/** A task came into a state; `workerId` is who begins it. Moments are UTC milliseconds. */
export type Move = { taskId: string; userId: string; status: string; workerId: string | null; at: number };

/** Has the database itself note every move of every task, in the transaction that makes it. */
export function layWitness(db: Db): void {
  db.$client.exec(`
    create table witness (seq integer primary key, task_id text, user_id text, status text, worker_id text, at integer);
    create trigger witness_moves after update of status on caption_generation_tasks begin
      insert into witness (task_id, user_id, status, worker_id, at) values
        (new.id, new.user_id, new.status, new.worker_id, cast(unixepoch('subsec') * 1000 as integer));
    end`);
}

export function readMoves(db: Db): Move[] {
  return db.$client
    .prepare('select task_id as taskId, user_id as userId, status, worker_id as workerId, at from witness order by seq')
    .all() as Move[];
}

/** The tasks that were running after each move, as the ids of their owners. */
export function runningAfterEach(moves: Move[]): string[][] {
  const running = new Map<string, string>();
  return moves.map(({ taskId, userId, status }) => {
    if (status === 'running') running.set(taskId, userId);
    else running.delete(taskId);
    return [...running.values()];
  });
}
