import { expect, it } from 'vitest';
import { createSqliteQueue } from '../../src/queue/sqlite-queue.ts';
import { queueContract } from '../contracts/queue.contract.ts';
import { testClock } from '../support/clock.ts';
import { openTestDatabase } from '../support/database.ts';

queueContract('The SQLite queue', async (limits) => {
  const { db } = await openTestDatabase();
  const clock = testClock();
  const queue = createSqliteQueue({ db, clock, ...limits });
  return { queue, clock, advance: async (ms) => clock.advance(ms), close: queue.close };
});

it('the SQLite queue drops the leases of an earlier process when it opens', async () => {
  const { db } = await openTestDatabase();
  const limits = { db, clock: testClock(), cap: 3, leaseMs: 15_000 };
  const before = createSqliteQueue(limits);
  await before.enqueue('a', { priority: 10, runAtMs: 0 });
  await before.claim('before');
  expect(await createSqliteQueue(limits).claim('after')).toBe('a');
});
