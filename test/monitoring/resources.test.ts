import { tmpdir, totalmem } from 'node:os';
import { expect, it, onTestFinished } from 'vitest';
import { createResources } from '../../src/monitoring/resources.ts';

function open(dataDir: string) {
  const resources = createResources({ dataDir });
  onTestFinished(resources.close);
  return resources;
}

/** Keeps the event loop from turning. */
function holdUp(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

it('reads what the process takes and what is free on the disk', async () => {
  const figures = await open(tmpdir()).read();
  expect(figures.rssBytes).toBeGreaterThan(figures.heapBytes);
  expect(figures.memoryLimitBytes).toBeGreaterThan(figures.rssBytes);
  expect(figures.memoryLimitBytes).toBeLessThanOrEqual(totalmem());
  expect(figures.heapBytes).toBeGreaterThan(1_000_000);
  expect(figures.diskFreeBytes).toBeGreaterThan(0);
  expect(figures.uptimeMs).toBeGreaterThan(0);
});

it('notices that the event loop is held up, and that it is no longer', async () => {
  const resources = open(tmpdir());
  const delay = async () => (await resources.read()).loopDelayMs;
  const trouble = setInterval(() => holdUp(150), 1);
  await expect.poll(delay, { timeout: 10_000 }).toBeGreaterThan(100);
  clearInterval(trouble);
  await expect.poll(delay, { timeout: 10_000 }).toBeLessThan(100);
});

it('says that it does not know where a folder is missing', async () => {
  expect((await open('/no/such/folder').read()).diskFreeBytes).toBeNull();
});
