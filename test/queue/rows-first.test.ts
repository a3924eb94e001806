import { describe, expect, it } from 'vitest';
import { createGeneration } from '../../src/generation/service.ts';
import { AppError } from '../../src/lib/errors.ts';
import { say } from '../../src/lib/sentence.ts';
import { withRowsFirst } from '../../src/queue/rows-first.ts';
import { reconcile } from '../../src/tasks/recovery.ts';
import { openRows } from '../tasks/rows.ts';

/** Bob's run, and a queue that can be out of reach. */
async function openFarQueue() {
  const scene = await openRows();
  const bob = scene.person('bob');
  const id = await scene.add('run', bob);
  const far = { error: new AppError('resource', say('errors.unexpected'), { code: 'redis-unreachable' }) as Error };
  const unreachable = () => Promise.reject(far.error);
  const away = { ...scene.queue, enqueue: unreachable, cancel: unreachable, position: unreachable };
  const generation = createGeneration({
    ...{ db: scene.db, clock: scene.clock, queue: withRowsFirst(away), onEnqueued: () => {}, onChange: () => {} },
    ...{ cancelRunning: () => {}, pauseRunning: () => {}, checkStart: () => {} },
  });
  return { ...scene, bob, id, generation, far };
}

describe('a queue that is out of reach', () => {
  it('lets a run be held, go on and be cancelled all the same, and agrees once it is back', async () => {
    const { generation, bob, id, row, db, queue, clock, begin } = await openFarQueue();
    await generation.hold(bob.user, id);
    expect(row(id).status).toBe('held');
    expect(await generation.position(bob.user, id)).toBeNull();
    await reconcile(db, queue, clock);
    expect(await begin()).toBeNull();
    await generation.goOn(bob.user, id);
    await reconcile(db, queue, clock);
    expect((await queue.taskIds()).has(id)).toBe(true);
    await generation.cancel(bob.user, id);
    await reconcile(db, queue, clock);
    expect([row(id).status, (await queue.taskIds()).size]).toEqual(['cancelled', 0]);
  });

  it('hides no other trouble', async () => {
    const { generation, bob, id, far } = await openFarQueue();
    far.error = new Error('the disk is full');
    await expect(generation.hold(bob.user, id)).rejects.toThrow('the disk is full');
  });
});
