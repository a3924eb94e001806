import { expect, it } from 'vitest';
import { deleteConnection } from '../../db/connections.ts';
import { queueJobs } from '../../db/schema.ts';
import { until } from '../support/engine.ts';
import { runScene } from '../support/run-scene.ts';

it('a lease that cannot be renewed for a while ends neither the run nor the program', async () => {
  const { person, start, taskRow, db } = await runScene(1000, { leaseMs: 9000, inFlight: 1 });
  const bob = await person('bob', 4);
  db.$client.exec(`
    create trigger full_disk before update of lease_until on queue_jobs when new.worker_id = old.worker_id
      begin select raise(fail, 'database or disk is full'); end;`);
  const task = await start(bob);
  await until(() => taskRow(task.id).status === 'completed');
  expect(taskRow(task.id)).toMatchObject({ attempt: 1, imagesDrafted: 4 });
});

it('the words of a run whose connection was removed are forgotten', async () => {
  const { person, start, db, hub, cancelRunning } = await runScene(400, { inFlight: 1 });
  const bob = await person('bob', 2);
  const task = await start(bob);
  await until(() => hub.wordsOf(task.id).size > 0);
  deleteConnection(db, bob.connection.id);
  cancelRunning(task.id);
  await until(() => db.select().from(queueJobs).all().length === 0);
  expect(hub.wordsOf(task.id).size).toBe(0);
});
