import { describe, expect, it } from 'vitest';
import { createSqliteQueue } from '../../src/queue/sqlite-queue.ts';
import { testClock } from '../support/clock.ts';
import { openTestDatabase } from '../support/database.ts';
import { describeWithRedis } from '../support/redis-server.ts';
import { proveAgainstChaos } from './chaos/chaos.ts';
import { haste, hurriedClock, hurriedQueue } from './chaos/hurry.ts';
import type { Engine } from './chaos/machines.ts';
import { killsOf } from './chaos/moments.ts';

const minuteMs = 60_000;

const sentence = 'lose nothing, and nothing is described or published twice or stuck';
const patience = { timeout: 8 * minuteMs };

async function expectNoHarm(engine: Engine): Promise<void> {
  const seen: string[] = [];
  const report = await proveAgainstChaos({ engine, kills: 10, seed: 4, tell: (line) => seen.push(line) });
  expect(report, seen.join('\n')).toMatchObject({
    ...{ name: 'chaos', ok: true, engine, kills: 10, seed: 4 },
    ...{ lost: 0, captionedTwice: 0, publishedTwice: 0, changedOtherwise: 0, stuck: 0 },
  });
  expect(report.images).toBeGreaterThan(20);
  expect(report.callsUnderFire).toBeGreaterThan(9);
  expect(report.published).toBe(report.images);
  // One for each of the four accounts at least; more where pictures failed and were asked for again.
  expect(report.runs).toBeGreaterThanOrEqual(4);
}

describe('people at work while the program and everything around it are killed at seeded moments', () => {
  it(sentence, patience, () => expectNoHarm('sqlite'));
});

describeWithRedis('people at work while helpers and Redis are killed as well', () => {
  it(sentence, patience, () => expectNoHarm('redis'));
});

describe('the kills', () => {
  const kinds = ['server', 'model', 'instance'] as const;

  it('are the same for the same seed and others for another', () => {
    expect(killsOf(20, 7, kinds)).toEqual(killsOf(20, 7, kinds));
    expect(killsOf(20, 8, kinds)).not.toEqual(killsOf(20, 7, kinds));
  });

  it('meet everybody equally often', () => {
    const victims = killsOf(9, 7, kinds).map(({ victim }) => victim);
    for (const kind of kinds) expect(victims.filter((victim) => victim === kind)).toHaveLength(3);
  });
});

describe('the hurry of the proof', () => {
  it('cuts the waits of the queue short and leaves everything else as it is', async () => {
    const { db } = await openTestDatabase();
    const clock = testClock();
    const queue = hurriedQueue(createSqliteQueue({ db, clock, cap: 3, leaseMs: 15_000 }), clock.now);
    await queue.enqueue('a task', { priority: 10, runAtMs: clock.now() });
    expect(await queue.claim('me')).toBe('a task');
    await queue.settle('a task', 'me', { kind: 'retryAt', runAtMs: clock.now() + minuteMs });
    clock.advance(minuteMs / haste - 1);
    expect(await queue.claim('me')).toBeNull();
    clock.advance(1);
    expect(await queue.claim('me')).toBe('a task');
  });

  it('lets time go by faster, from the moment at which it began', async () => {
    const beganAtMs = Date.now() - 1000;
    const clock = hurriedClock(beganAtMs, 1000);
    expect(clock.now()).toBeGreaterThanOrEqual(beganAtMs + 1_000_000);
    const before = Date.now();
    await clock.sleep(10_000);
    expect(Date.now() - before).toBeLessThan(5000);
  });
});
