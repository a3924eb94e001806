import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { createReader, type ReaderOptions } from '../../src/reading/reader.ts';

const program = new URL('../support/workers/odd-reading.ts', import.meta.url);

/** A folder in which something seems to be installed. */
function installation(): string {
  const folder = mkdtempSync(join(tmpdir(), 'altwright-reading-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const packageFolder = join(folder, 'node_modules/@gutenye/ocr-common');
  mkdirSync(packageFolder, { recursive: true });
  writeFileSync(join(packageFolder, 'package.json'), '{}');
  return folder;
}

function oddReader(options: Partial<ReaderOptions> = {}) {
  const reader = createReader({
    ...{ folder: installation(), clock: systemClock, log: createLog('silent'), program },
    ...options,
  });
  onTestFinished(reader.close);
  return { ...reader, read: async (wish: string) => (await reader.readText(Buffer.from(wish)))?.text ?? null };
}

const isAlive = (pid: string | null) => {
  try {
    return process.kill(Number(pid), 0);
  } catch {
    return false;
  }
};

describe('the process that reads', () => {
  it('is one for all pictures, which wait for each other', async () => {
    const { read } = oddReader();
    const [first, second] = await Promise.all([read('a picture'), read('another')]);
    expect(second).toBe(first);
    expect(isAlive(first)).toBe(true);
  });

  it('is not started where nothing is installed', async () => {
    const { canRead, read } = oddReader({ folder: tmpdir() });
    expect(canRead()).toBe(false);
    expect(await read('a picture')).toBeNull();
  });

  it('is started anew for the next picture when it died, and nobody else notices', async () => {
    const { read } = oddReader();
    const first = await read('a picture');
    expect(await read('die')).toBeNull();
    const next = await read('a picture');
    expect(next).not.toBeNull();
    expect(next).not.toBe(first);
  });

  it('is ended when a picture takes too long', async () => {
    const { read } = oddReader({ mostMs: 2000 });
    const first = await read('a picture');
    expect(await read('hang')).toBeNull();
    await expect.poll(() => isAlive(first)).toBe(false);
    expect(await read('a picture')).not.toBeNull();
  });

  it('goes on after a picture that cannot be read', async () => {
    const { read } = oddReader();
    const first = await read('a picture');
    expect(await read('complain')).toBeNull();
    expect(await read('a picture')).toBe(first);
  });

  it('ends by itself when there is nothing to read, and gives its memory back', async () => {
    const { read } = oddReader({ idleMs: 1 });
    const first = await read('a picture');
    await expect.poll(() => isAlive(first)).toBe(false);
  });

  it('ends with the program', async () => {
    const { read, close } = oddReader();
    const first = await read('a picture');
    await close();
    expect(isAlive(first)).toBe(false);
    expect(await read('a picture')).toBeNull();
  });

  it('is left alone for ten minutes when it has died three times in a row', async () => {
    let now = 0;
    const { read } = oddReader({ clock: { ...systemClock, now: () => now } });
    for (let time = 0; time < 3; time += 1) await read('die');
    expect(await read('a picture')).toBeNull();
    now += 600_000;
    expect(await read('a picture')).not.toBeNull();
  });
});
