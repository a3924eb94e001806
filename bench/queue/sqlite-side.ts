import { systemClock } from '../../src/lib/clock.ts';
import { newId } from '../../src/lib/ids.ts';
import { createSqliteQueue } from '../../src/queue/sqlite-queue.ts';
import { makeTestDatabase } from '../../test/support/database.ts';
import type { Side } from './side.ts';

const cap = 3;
const priority = 10;

/** The queue in SQLite, claimed and settled as the dispatcher does: at once when a job was added. */
export async function openSqliteSide(): Promise<Side> {
  const database = await makeTestDatabase();
  const queue = createSqliteQueue({ db: database.db, clock: systemClock, cap, leaseMs: 15_000 });
  const enqueue = (taskId: string) => queue.enqueue(taskId, { priority, runAtMs: Date.now() });

  async function workLane() {
    for (;;) {
      const holder = newId(Date.now());
      const taskId = await queue.claim(holder);
      if (taskId === null) return;
      await queue.settle(taskId, holder, { kind: 'done' });
    }
  }

  return {
    enqueue,
    async workOff() {
      await Promise.all([workLane(), workLane(), workLane()]);
      const { waiting } = await queue.stats();
      if (waiting > 0) throw new Error(`${waiting} jobs are left`);
    },
    async start(taskId) {
      const addedAt = performance.now();
      await enqueue(taskId);
      const holder = newId(Date.now());
      const claimed = await queue.claim(holder);
      const startedAt = performance.now();
      if (claimed !== taskId) throw new Error('the queue was not idle');
      await queue.settle(taskId, holder, { kind: 'done' });
      return startedAt - addedAt;
    },
    close: async () => database.close(),
  };
}
