import { expect, it, onTestFinished, vi } from 'vitest';
import type { ResourceFigures } from '../../src/monitoring/resources.ts';
import { createSampling, type SamplingOptions } from '../../src/monitoring/sampling.ts';
import { testClock } from '../support/clock.ts';

const figures: ResourceFigures = {
  ...{ rssBytes: 100, memoryLimitBytes: 1000, heapBytes: 50, loopDelayMs: 1, diskFreeBytes: 5000, uptimeMs: 1 },
};

function open(more: Partial<SamplingOptions> = {}) {
  const clock = testClock(0);
  const onSample = vi.fn();
  const read = vi.fn(async () => figures);
  const sampling = createSampling({
    resources: { read, close: () => {} },
    queueStats: async () => ({ waiting: 1, delayed: 0, running: 2 }),
    threadHeapBytes: async () => [10, 20],
    ...{ clock, onSample, ...more },
  });
  onTestFinished(sampling.stop);
  return { ...sampling, clock, onSample, read };
}

it('puts together what the process takes, what the threads take, and what waits', async () => {
  const { take, onSample } = open();
  const sample = { ...figures, atMs: 0, queue: { waiting: 1, delayed: 0, running: 2 }, threadHeapBytes: [10, 20] };
  expect(await take()).toEqual(sample);
  expect(onSample).toHaveBeenCalledExactlyOnceWith(sample);
});

it('takes a sample without a queue that does not answer', async () => {
  const { take } = open({ queueStats: () => Promise.reject(new Error('away')) });
  expect(await take()).toMatchObject({ queue: null, rssBytes: 100 });
});

it('takes one for all who ask at once, and none while the last is fresh', async () => {
  const { latest, clock, read } = open();
  await Promise.all([latest(), latest()]);
  clock.advance(10_000);
  await latest();
  expect(read).toHaveBeenCalledTimes(1);
  clock.advance(1);
  await latest();
  expect(read).toHaveBeenCalledTimes(2);
});

it('remembers an hour', async () => {
  const { take, history, clock } = open();
  for (let taken = 0; taken < 365; taken += 1) {
    await take();
    clock.advance(10_000);
  }
  expect(history()).toHaveLength(360);
  expect(history()[0]?.atMs).toBe(50_000);
});

it('takes the first when it starts', async () => {
  const { start, onSample } = open();
  start();
  await expect.poll(() => onSample.mock.calls.length).toBe(1);
});
