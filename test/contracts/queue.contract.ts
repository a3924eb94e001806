import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Queue } from '../../src/queue/queue.ts';
import type { TestClock } from '../support/clock.ts';

export type QueueUnderTest = {
  queue: Queue;
  clock: TestClock;
  /** Moves the clock on, and everything in the engine that has a clock of its own. */
  advance: (ms: number) => Promise<void>;
  close: () => Promise<void>;
};
export type QueueLimits = { cap: number; leaseMs: number };

const leaseMs = 15_000;
const done = { kind: 'done' } as const;

/** What every engine of the queue port does. `open` makes an empty one with the given limits and a clock of its own. */
export function queueContract(name: string, open: (limits: QueueLimits) => Promise<QueueUnderTest>) {
  describe(`${name} keeps the queue contract`, () => {
    let engine: QueueUnderTest;
    let queue: Queue;

    beforeEach(async () => {
      engine = await open({ cap: 3, leaseMs });
      queue = engine.queue;
    });
    afterEach(() => engine.close());

    const now = () => engine.clock.now();
    const inFuture = (ms: number) => now() + ms;
    const retry = (ms: number) => ({ kind: 'retryAt', runAtMs: inFuture(ms) }) as const;
    const claim = () => queue.claim('w');

    /** One after the other; `inMs` is when each is due. */
    async function enqueue(ids: string[], { priority = 10, inMs = 0 } = {}) {
      for (const id of ids) {
        await queue.enqueue(id, { priority, runAtMs: inFuture(inMs) });
        engine.clock.advance(1);
      }
    }

    /** Claims until there is nothing more, settling each. */
    async function drain(): Promise<string[]> {
      const taken: string[] = [];
      for (let id = await claim(); id !== null; id = await claim()) {
        taken.push(id);
        await queue.settle(id, 'w', done);
      }
      return taken;
    }

    describe('in the order of its jobs', () => {
      it('gives nothing while nothing waits', async () => {
        expect(await claim()).toBeNull();
      });

      it('gives the longest waiting first', async () => {
        await enqueue(['c', 'a', 'b']);
        expect(await drain()).toEqual(['c', 'a', 'b']);
      });

      it('gives an administrator the next place, before members who waited longer', async () => {
        await enqueue(['a', 'b']);
        await enqueue(['boss'], { priority: 1 });
        expect(await claim()).toBe('boss');
      });

      it('gives what a schedule asked for last, after members who came later', async () => {
        await enqueue(['nightly'], { priority: 20 });
        await enqueue(['a', 'b']);
        expect(await drain()).toEqual(['a', 'b', 'nightly']);
      });

      it('goes by priority first and by time within it, however they are mixed', async () => {
        for (const round of [1, 2, 3]) {
          await enqueue([`scheduled-${round}`], { priority: 20 });
          await enqueue([`member-${round}`], { priority: 10 });
          await enqueue([`admin-${round}`], { priority: 1 });
        }
        const inOrder = (who: string) => [1, 2, 3].map((round) => `${who}-${round}`);
        expect(await drain()).toEqual(['admin', 'member', 'scheduled'].flatMap(inOrder));
      });

      it('lets a job of priority 0 go before all others', async () => {
        await enqueue(['boss'], { priority: 1 });
        await enqueue(['first'], { priority: 0 });
        expect(await drain()).toEqual(['first', 'boss']);
      });

      it('gives each of many jobs exactly once', async () => {
        const ids = Array.from({ length: 60 }, (_, index) => `job-${index}`);
        await Promise.all(ids.map((id) => queue.enqueue(id, { priority: 10, runAtMs: now() })));
        const taken = await drain();
        expect(taken.toSorted()).toEqual(ids.toSorted());
      });
    });

    describe('when a job is added again', () => {
      it('holds one job of an id', async () => {
        await enqueue(['a', 'a']);
        expect([await claim(), await claim()]).toEqual(['a', null]);
      });

      it('holds one job of an id that is added many times at once', async () => {
        await Promise.all(Array.from({ length: 5 }, () => queue.enqueue('a', { priority: 10, runAtMs: now() })));
        expect(await queue.stats()).toEqual({ waiting: 1, delayed: 0, running: 0 });
      });

      it('keeps its place when nothing changes', async () => {
        await enqueue(['a', 'b', 'a']);
        expect(await drain()).toEqual(['a', 'b']);
      });

      it('moves it to another priority', async () => {
        await enqueue(['a', 'b', 'c']);
        await enqueue(['c'], { priority: 1 });
        await enqueue(['a'], { priority: 20 });
        expect(await drain()).toEqual(['c', 'b', 'a']);
      });

      it('leaves it alone while it is worked on', async () => {
        await enqueue(['a']);
        await claim();
        await enqueue(['a'], { priority: 1 });
        expect(await claim()).toBeNull();
        expect(await queue.heartbeat('a', 'w')).toBe(true);
      });

      it('brings forward a job that waits for its time', async () => {
        await enqueue(['a'], { inMs: 60_000 });
        await enqueue(['a']);
        expect(await claim()).toBe('a');
      });

      it('puts off a job that was due', async () => {
        await enqueue(['a']);
        await enqueue(['a'], { inMs: 60_000 });
        expect(await claim()).toBeNull();
        await engine.advance(60_000);
        expect(await claim()).toBe('a');
      });

      it('puts off further a job that waits for its time', async () => {
        await enqueue(['a'], { inMs: 60_000 });
        await enqueue(['a'], { inMs: 120_000 });
        await engine.advance(61_000);
        expect(await claim()).toBeNull();
        await engine.advance(60_000);
        expect(await claim()).toBe('a');
      });

      it('makes a new job once the old one is settled', async () => {
        await enqueue(['a']);
        await drain();
        await enqueue(['a']);
        expect(await claim()).toBe('a');
      });
    });

    describe('with a cap', () => {
      it('gives out no more than that, and the next when one is settled', async () => {
        await enqueue(['a', 'b', 'c', 'd']);
        for (const id of ['a', 'b', 'c']) expect(await claim()).toBe(id);
        expect(await claim()).toBeNull();
        await queue.settle('b', 'w', done);
        expect(await claim()).toBe('d');
      });

      it('gives out no more than that to many who ask at once, each another job', async () => {
        await enqueue(['a', 'b', 'c', 'd', 'e']);
        const claims = await Promise.all(['1', '2', '3', '4', '5', '6'].map((worker) => queue.claim(worker)));
        expect(claims.filter((id) => id !== null).toSorted()).toEqual(['a', 'b', 'c']);
      });

      it('keeps to it for an administrator too', async () => {
        await enqueue(['a', 'b', 'c']);
        for (const _ of [1, 2, 3]) await claim();
        await enqueue(['boss'], { priority: 1 });
        expect(await claim()).toBeNull();
      });

      it('does not count what waits for its time', async () => {
        await enqueue(['x', 'y', 'z'], { inMs: 60_000 });
        await enqueue(['a']);
        expect(await claim()).toBe('a');
      });

      it('gives a place free when a job goes back to wait', async () => {
        await enqueue(['a', 'b', 'c', 'd']);
        for (const _ of [1, 2, 3]) await claim();
        await queue.settle('a', 'w', retry(30_000));
        expect(await claim()).toBe('d');
      });

      it('gives a place free when a job is cancelled', async () => {
        await enqueue(['a', 'b', 'c', 'd']);
        for (const _ of [1, 2, 3]) await claim();
        await queue.cancel('c');
        expect(await claim()).toBe('d');
      });

      it('takes another one while it works, and leaves alone what is being worked on', async () => {
        await enqueue(['a', 'b', 'c', 'd', 'e']);
        for (const id of ['a', 'b', 'c']) expect(await claim()).toBe(id);
        await queue.setCap(4);
        expect([await claim(), await claim()]).toEqual(['d', null]);
        await queue.setCap(1);
        expect(await queue.heartbeat('b', 'w')).toBe(true);
        for (const id of ['a', 'b', 'c']) await queue.settle(id, 'w', done);
        expect(await claim()).toBeNull();
        await queue.settle('d', 'w', done);
        expect(await claim()).toBe('e');
      });

      it('keeps another one for the jobs that come later', async () => {
        await queue.setCap(1);
        await enqueue(['a', 'b']);
        expect([await claim(), await claim()]).toEqual(['a', null]);
      });
    });

    describe('with times', () => {
      it('keeps a job for its time, to the millisecond', async () => {
        await queue.enqueue('later', { priority: 10, runAtMs: inFuture(60_000) });
        expect(await claim()).toBeNull();
        await engine.advance(59_999);
        expect(await claim()).toBeNull();
        await engine.advance(1);
        expect(await claim()).toBe('later');
      });

      it('takes a time that has passed for now', async () => {
        await enqueue(['a'], { inMs: -60_000 });
        expect(await claim()).toBe('a');
      });

      it('lets nobody wait behind a job whose time has not come', async () => {
        await enqueue(['boss'], { priority: 1, inMs: 60_000 });
        await enqueue(['a']);
        expect([await claim(), await claim()]).toEqual(['a', null]);
      });

      it('gives jobs whose time has come by priority', async () => {
        await enqueue(['a'], { inMs: 30_000 });
        await enqueue(['boss'], { priority: 1, inMs: 60_000 });
        await engine.advance(90_000);
        expect(await drain()).toEqual(['boss', 'a']);
      });

      it('keeps a job for days', async () => {
        await enqueue(['a'], { inMs: 7 * 86_400_000 });
        await engine.advance(6 * 86_400_000);
        expect(await claim()).toBeNull();
        await engine.advance(86_400_000);
        expect(await claim()).toBe('a');
      });
    });

    describe('with leases', () => {
      it('never gives one job to two workers', async () => {
        await enqueue(['a']);
        expect([await queue.claim('one'), await queue.claim('two')]).toEqual(['a', null]);
      });

      it('takes a job from a worker that gave no sign of life for a lease', async () => {
        await enqueue(['a']);
        await queue.claim('silent');
        await engine.advance(leaseMs);
        expect(await queue.claim('fresh')).toBe('a');
      });

      it('leaves a job to a worker that is still within its lease', async () => {
        await enqueue(['a']);
        await claim();
        // Not to the last millisecond: a real Redis has a clock that runs on by itself while this test does.
        await engine.advance(leaseMs - 5000);
        expect(await queue.claim('other')).toBeNull();
        expect(await queue.heartbeat('a', 'w')).toBe(true);
      });

      it('listens no more to who lost a job', async () => {
        await enqueue(['a']);
        await queue.claim('silent');
        await engine.advance(leaseMs);
        await queue.claim('fresh');
        expect(await queue.heartbeat('a', 'silent')).toBe(false);
        expect(await queue.settle('a', 'silent', done)).toBe(false);
        expect(await queue.settle('a', 'silent', retry(0))).toBe(false);
        expect(await queue.heartbeat('a', 'fresh')).toBe(true);
      });

      it('leaves a job to a worker that beats, for hours', async () => {
        await enqueue(['a']);
        await claim();
        for (let beat = 0; beat < 50; beat += 1) {
          await engine.advance(10_000);
          expect(await queue.heartbeat('a', 'w')).toBe(true);
        }
        expect(await queue.claim('other')).toBeNull();
      });

      it('gives a job again however often its workers fell silent', async () => {
        await enqueue(['a']);
        for (let loss = 0; loss < 25; loss += 1) {
          expect(await queue.claim(`silent-${loss}`)).toBe('a');
          await engine.advance(leaseMs);
        }
        expect(await queue.claim('fresh')).toBe('a');
        expect(await queue.settle('a', 'fresh', done)).toBe(true);
      });

      it('gives the jobs of several silent workers again, each once', async () => {
        await enqueue(['a', 'b', 'c']);
        for (const id of ['a', 'b', 'c']) expect(await queue.claim(`silent-${id}`)).toBe(id);
        await engine.advance(leaseMs);
        const again = [await claim(), await claim(), await claim(), await claim()];
        expect(again.filter((id) => id !== null).toSorted()).toEqual(['a', 'b', 'c']);
      });

      it('takes a job from the silent and leaves the others theirs', async () => {
        await enqueue(['a', 'b']);
        await queue.claim('silent');
        await queue.claim('alive');
        await engine.advance(10_000);
        expect(await queue.heartbeat('b', 'alive')).toBe(true);
        await engine.advance(5000);
        expect([await claim(), await claim()]).toEqual(['a', null]);
        expect(await queue.heartbeat('b', 'alive')).toBe(true);
      });

      it('gives a lost job before those of its priority that came later', async () => {
        await enqueue(['a', 'b']);
        await queue.claim('silent');
        await engine.advance(leaseMs);
        expect(await drain()).toEqual(['a', 'b']);
      });

      it('renews nothing for a stranger, or of a job that waits or is unknown', async () => {
        await enqueue(['a', 'b']);
        await claim();
        expect(await queue.heartbeat('a', 'stranger')).toBe(false);
        expect(await queue.heartbeat('b', 'w')).toBe(false);
        expect(await queue.heartbeat('unknown', 'w')).toBe(false);
        expect(await queue.heartbeat('a', 'w')).toBe(true);
      });
    });

    describe('when a job is settled', () => {
      it('forgets one that is done', async () => {
        await enqueue(['a']);
        await claim();
        expect(await queue.settle('a', 'w', done)).toBe(true);
        await engine.advance(leaseMs);
        expect(await claim()).toBeNull();
        expect(await queue.taskIds()).toEqual(new Set());
      });

      it('does so once', async () => {
        await enqueue(['a', 'b']);
        for (const _ of [1, 2]) await claim();
        expect(await queue.settle('a', 'w', done)).toBe(true);
        expect(await queue.settle('a', 'w', done)).toBe(false);
        expect(await queue.settle('b', 'w', retry(1000))).toBe(true);
        expect(await queue.settle('b', 'w', retry(1000))).toBe(false);
        expect(await queue.settle('b', 'w', done)).toBe(false);
        expect(await queue.taskIds()).toEqual(new Set(['b']));
      });

      it('changes nothing for a stranger, or of a job that waits or is unknown', async () => {
        await enqueue(['a', 'b']);
        await claim();
        expect(await queue.settle('a', 'stranger', done)).toBe(false);
        expect(await queue.settle('b', 'w', done)).toBe(false);
        expect(await queue.settle('unknown', 'w', retry(0))).toBe(false);
        expect(await queue.stats()).toEqual({ waiting: 1, delayed: 0, running: 1 });
      });

      it('gives it back at the time the retry was set to', async () => {
        await enqueue(['a']);
        await claim();
        await queue.settle('a', 'w', retry(30_000));
        expect(await claim()).toBeNull();
        await engine.advance(30_000);
        expect(await claim()).toBe('a');
      });

      it('gives it back at once when that time has come, before those who came later', async () => {
        await enqueue(['a', 'b']);
        await claim();
        await queue.settle('a', 'w', retry(0));
        expect(await claim()).toBe('a');
        await queue.settle('a', 'w', retry(-60_000));
        expect(await claim()).toBe('a');
      });

      it('keeps its priority through a retry', async () => {
        await enqueue(['boss'], { priority: 1 });
        await claim();
        await queue.settle('boss', 'w', retry(30_000));
        await enqueue(['a', 'b']);
        await engine.advance(30_000);
        expect(await claim()).toBe('boss');
      });

      it('lets who steps back go behind who has more right', async () => {
        await enqueue(['nightly'], { priority: 20 });
        await claim();
        await enqueue(['a']);
        await queue.settle('nightly', 'w', retry(0));
        expect(await drain()).toEqual(['a', 'nightly']);
      });

      it('gives it back as often as it is tried again', async () => {
        await enqueue(['a']);
        for (let trial = 0; trial < 12; trial += 1) {
          expect(await claim()).toBe('a');
          expect(await queue.settle('a', 'w', retry(1000))).toBe(true);
          await engine.advance(1000);
        }
        expect(await drain()).toEqual(['a']);
      });

      it('lets a retry be brought forward', async () => {
        await enqueue(['a']);
        await claim();
        await queue.settle('a', 'w', retry(3_600_000));
        await enqueue(['a']);
        expect(await claim()).toBe('a');
      });
    });

    describe('when a job is cancelled', () => {
      it('forgets it, waiting, waiting for its time or worked on', async () => {
        await enqueue(['a', 'b']);
        await enqueue(['later'], { inMs: 60_000 });
        await claim();
        for (const id of ['a', 'b', 'later']) await queue.cancel(id);
        expect(await queue.heartbeat('a', 'w')).toBe(false);
        expect(await queue.settle('a', 'w', retry(0))).toBe(false);
        await engine.advance(60_000);
        expect(await claim()).toBeNull();
        expect(await queue.taskIds()).toEqual(new Set());
      });

      it('does nothing the second time, or when it was never there', async () => {
        await enqueue(['a']);
        for (const id of ['a', 'a', 'unknown']) await queue.cancel(id);
        expect(await queue.stats()).toEqual({ waiting: 0, delayed: 0, running: 0 });
      });

      it('forgets one whose worker fell silent', async () => {
        await enqueue(['a']);
        await claim();
        await engine.advance(leaseMs);
        await queue.cancel('a');
        await engine.advance(leaseMs);
        expect(await claim()).toBeNull();
      });

      it('takes no word about the new job of the same id from who had the old one', async () => {
        await enqueue(['a']);
        await queue.claim('before');
        await queue.cancel('a');
        await enqueue(['a']);
        expect(await queue.claim('after')).toBe('a');
        expect(await queue.heartbeat('a', 'before')).toBe(false);
        expect(await queue.settle('a', 'before', done)).toBe(false);
        expect(await queue.heartbeat('a', 'after')).toBe(true);
      });

      it('leaves all others as they were', async () => {
        await enqueue(['a', 'b', 'c']);
        await claim();
        await queue.cancel('b');
        expect(await queue.heartbeat('a', 'w')).toBe(true);
        expect(await drain()).toEqual(['c']);
      });
    });

    describe('asked about itself', () => {
      const places = (...ids: string[]) => Promise.all(ids.map((id) => queue.position(id)));

      it('tells the place of those who wait', async () => {
        await enqueue(['a', 'b', 'c']);
        await enqueue(['boss'], { priority: 1 });
        expect(await places('boss', 'a', 'b', 'c')).toEqual([0, 1, 2, 3]);
        await claim();
        expect(await places('a', 'b', 'c')).toEqual([0, 1, 2]);
      });

      it('tells no place of what is worked on, waits for its time or is unknown', async () => {
        await enqueue(['a']);
        await enqueue(['later'], { inMs: 60_000 });
        await claim();
        expect(await places('a', 'later', 'unknown')).toEqual([null, null, null]);
      });

      it('tells a place again of a job that was lost or came back', async () => {
        await enqueue(['a', 'b']);
        await queue.claim('silent');
        await engine.advance(leaseMs);
        expect(await places('a', 'b')).toEqual([0, 1]);
        expect(await claim()).toBe('a');
        await queue.settle('a', 'w', retry(0));
        expect(await places('a', 'b')).toEqual([0, 1]);
      });

      it('counts the waiting, the delayed and the running', async () => {
        await enqueue(['a', 'b']);
        await enqueue(['later'], { inMs: 60_000 });
        await claim();
        expect(await queue.stats()).toEqual({ waiting: 1, delayed: 1, running: 1 });
        await queue.settle('a', 'w', retry(30_000));
        expect(await queue.stats()).toEqual({ waiting: 1, delayed: 2, running: 0 });
        expect(await drain()).toEqual(['b']);
        expect(await queue.stats()).toEqual({ waiting: 0, delayed: 2, running: 0 });
      });

      it('names every job it has, for recovery', async () => {
        await enqueue(['a', 'b']);
        await enqueue(['later'], { inMs: 60_000 });
        await claim();
        expect(await queue.taskIds()).toEqual(new Set(['a', 'b', 'later']));
      });
    });
  });
}
