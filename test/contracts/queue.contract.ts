import { beforeEach, describe, expect, it } from 'vitest';
import type { Queue } from '../../src/queue/queue.ts';
import type { TestClock } from '../support/clock.ts';

export type QueueUnderTest = { queue: Queue; clock: TestClock };
export type QueueLimits = { cap: number; leaseMs: number };

/** What every engine of the queue port does. `open` makes an empty one with the given limits and a clock of its own. */
export function queueContract(name: string, open: (limits: QueueLimits) => Promise<QueueUnderTest>) {
  describe(`${name} keeps the queue contract`, () => {
    let queue: Queue;
    let clock: TestClock;
    const member = () => ({ priority: 10, runAtMs: clock.now() });
    const admin = () => ({ priority: 1, runAtMs: clock.now() });

    beforeEach(async () => {
      ({ queue, clock } = await open({ cap: 3, leaseMs: 15_000 }));
    });

    async function enqueueAll(...ids: string[]) {
      for (const id of ids) {
        await queue.enqueue(id, member());
        clock.advance(1);
      }
    }

    it('gives nothing while nothing waits', async () => {
      expect(await queue.claim('w')).toBeNull();
    });

    it('gives the longest waiting first', async () => {
      await enqueueAll('a', 'b');
      expect([await queue.claim('w'), await queue.claim('w')]).toEqual(['a', 'b']);
    });

    it('gives an administrator the next place, before members who waited longer', async () => {
      await enqueueAll('a', 'b');
      await queue.enqueue('boss', admin());
      expect(await queue.claim('w')).toBe('boss');
    });

    it('gives out no more than the cap allows, and the next when one is settled', async () => {
      await enqueueAll('a', 'b', 'c', 'd');
      for (const id of ['a', 'b', 'c']) expect(await queue.claim('w')).toBe(id);
      expect(await queue.claim('w')).toBeNull();
      await queue.settle('b', 'w', { kind: 'done' });
      expect(await queue.claim('w')).toBe('d');
    });

    it('takes another cap while it works, and leaves alone what is being worked on', async () => {
      await enqueueAll('a', 'b', 'c', 'd', 'e');
      for (const id of ['a', 'b', 'c']) expect(await queue.claim('w')).toBe(id);
      await queue.setCap(4);
      expect([await queue.claim('w'), await queue.claim('w')]).toEqual(['d', null]);
      await queue.setCap(1);
      expect(await queue.heartbeat('b', 'w')).toBe(true);
      for (const id of ['a', 'b', 'c']) await queue.settle(id, 'w', { kind: 'done' });
      expect(await queue.claim('w')).toBeNull();
      await queue.settle('d', 'w', { kind: 'done' });
      expect(await queue.claim('w')).toBe('e');
    });

    it('never gives one job to two workers', async () => {
      await enqueueAll('a');
      expect([await queue.claim('one'), await queue.claim('two')]).toEqual(['a', null]);
    });

    it('keeps a job for its time', async () => {
      await queue.enqueue('later', { priority: 10, runAtMs: clock.now() + 60_000 });
      expect(await queue.claim('w')).toBeNull();
      clock.advance(60_000);
      expect(await queue.claim('w')).toBe('later');
    });

    it('holds one job of an id, however often it is added', async () => {
      await enqueueAll('a', 'a');
      expect([await queue.claim('w'), await queue.claim('w')]).toEqual(['a', null]);
    });

    it('leaves a job that is worked on alone when it is added again', async () => {
      await enqueueAll('a');
      await queue.claim('w');
      await queue.enqueue('a', member());
      expect(await queue.claim('w')).toBeNull();
      expect(await queue.heartbeat('a', 'w')).toBe(true);
    });

    it('moves a waiting job to the new time when it is added again', async () => {
      await queue.enqueue('a', { priority: 10, runAtMs: clock.now() + 60_000 });
      await queue.enqueue('a', member());
      expect(await queue.claim('w')).toBe('a');
    });

    it('takes a job from a worker that gave no sign of life for a lease', async () => {
      await enqueueAll('a');
      await queue.claim('silent');
      clock.advance(15_000);
      expect(await queue.claim('fresh')).toBe('a');
      expect(await queue.heartbeat('a', 'silent')).toBe(false);
      expect(await queue.settle('a', 'silent', { kind: 'done' })).toBe(false);
      expect(await queue.heartbeat('a', 'fresh')).toBe(true);
    });

    it('leaves a job to a worker that beats', async () => {
      await enqueueAll('a');
      await queue.claim('w');
      clock.advance(10_000);
      expect(await queue.heartbeat('a', 'w')).toBe(true);
      clock.advance(10_000);
      expect(await queue.claim('other')).toBeNull();
    });

    it('gives a job back at the time the retry was set to', async () => {
      await enqueueAll('a');
      await queue.claim('w');
      await queue.settle('a', 'w', { kind: 'retryAt', runAtMs: clock.now() + 30_000 });
      expect(await queue.claim('w')).toBeNull();
      clock.advance(30_000);
      expect(await queue.claim('w')).toBe('a');
    });

    it('keeps the place of a job that comes back before those added later', async () => {
      await enqueueAll('a', 'b');
      await queue.claim('w');
      await queue.settle('a', 'w', { kind: 'retryAt', runAtMs: clock.now() });
      expect(await queue.claim('w')).toBe('a');
    });

    it('forgets a cancelled job, waiting or worked on', async () => {
      await enqueueAll('a', 'b');
      await queue.claim('w');
      await queue.cancel('a');
      await queue.cancel('b');
      expect(await queue.heartbeat('a', 'w')).toBe(false);
      expect(await queue.claim('w')).toBeNull();
      expect(await queue.taskIds()).toEqual(new Set());
    });

    it('does nothing when a job is cancelled twice or was never there', async () => {
      await enqueueAll('a');
      await queue.cancel('a');
      await queue.cancel('a');
      await queue.cancel('unknown');
      expect(await queue.stats()).toEqual({ waiting: 0, delayed: 0, running: 0 });
    });

    it('settles once', async () => {
      await enqueueAll('a');
      await queue.claim('w');
      expect(await queue.settle('a', 'w', { kind: 'done' })).toBe(true);
      expect(await queue.settle('a', 'w', { kind: 'done' })).toBe(false);
    });

    it('tells the place in the queue', async () => {
      await enqueueAll('a', 'b', 'c');
      await queue.enqueue('boss', admin());
      await queue.claim('w');
      expect(await Promise.all(['a', 'b', 'c', 'boss', 'unknown'].map((id) => queue.position(id)))).toEqual([
        ...[0, 1, 2],
        ...[null, null],
      ]);
    });

    it('counts the waiting, the delayed and the running', async () => {
      await enqueueAll('a', 'b');
      await queue.enqueue('later', { priority: 10, runAtMs: clock.now() + 60_000 });
      await queue.claim('w');
      expect(await queue.stats()).toEqual({ waiting: 1, delayed: 1, running: 1 });
    });

    it('names every job it has, for recovery', async () => {
      await enqueueAll('a', 'b');
      await queue.claim('w');
      expect(await queue.taskIds()).toEqual(new Set(['a', 'b']));
    });
  });
}
