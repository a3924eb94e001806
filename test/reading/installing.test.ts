import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isInstalled } from '../../src/reading/installation.ts';
import { installExtra, type Npm, removeExtra } from '../../src/reading/installing.ts';

function extras(): string {
  const folder = mkdtempSync(join(tmpdir(), 'altwright-extras-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Puts down what npm would, for this machine and another one. */
function putPackages(folder: string, platforms: string[] = [process.platform, 'plan9']): void {
  mkdirSync(join(folder, 'node_modules/@gutenye/ocr-common'), { recursive: true });
  writeFileSync(join(folder, 'node_modules/@gutenye/ocr-common/package.json'), '{}');
  for (const platform of platforms) {
    const native = join(folder, 'node_modules/onnxruntime-node/bin/napi-v6', platform, process.arch);
    mkdirSync(native, { recursive: true });
    writeFileSync(join(native, 'onnxruntime_binding.node'), '');
  }
}

function countingNpm(deed: (folder: string) => boolean) {
  const calls: string[][] = [];
  const npm: Npm = async (args, folder) => {
    calls.push(args);
    return deed(folder);
  };
  return { npm, calls };
}

const goodNpm = () =>
  countingNpm((folder) => {
    expect(readdirSync(folder).sort()).toEqual(['package-lock.json', 'package.json']);
    putPackages(folder);
    return true;
  });

describe('what reads', () => {
  it('is installed by its own lockfile, without scripts, and only what this machine runs', async () => {
    const folder = join(extras(), 'ocr');
    const { npm, calls } = goodNpm();
    expect(await installExtra(folder, npm)).toBe('installed');
    expect(calls).toEqual([expect.arrayContaining(['ci', '--ignore-scripts'])]);
    expect(isInstalled(folder)).toBe(true);
    expect(readdirSync(join(folder, 'node_modules/onnxruntime-node/bin/napi-v6'))).toEqual([process.platform]);
  });

  it('is left alone when it is installed already', async () => {
    const folder = join(extras(), 'ocr');
    await installExtra(folder, goodNpm().npm);
    const { npm, calls } = goodNpm();
    expect(await installExtra(folder, npm)).toBe('there');
    expect(calls).toEqual([]);
  });

  it('is installed anew when other versions are wanted', async () => {
    const folder = join(extras(), 'ocr');
    await installExtra(folder, goodNpm().npm);
    writeFileSync(join(folder, 'package-lock.json'), 'of an earlier version');
    expect(await installExtra(folder, goodNpm().npm)).toBe('installed');
    expect(isInstalled(folder)).toBe(true);
  });

  it.each([
    ['npm fails', () => false],
    [
      'there is none for this machine',
      (folder: string) => {
        putPackages(folder, ['plan9']);
        return true;
      },
    ],
  ])('is not there by half when %s, and what was there stays', async (_, deed) => {
    const parent = extras();
    const folder = join(parent, 'ocr');
    await expect(installExtra(folder, countingNpm(deed).npm)).rejects.toMatchObject({
      sentence: { key: 'cli.extraFailed' },
    });
    expect(readdirSync(parent)).toEqual([]);
    await installExtra(folder, goodNpm().npm);
    writeFileSync(join(folder, 'package-lock.json'), 'of an earlier version');
    await expect(installExtra(folder, countingNpm(deed).npm)).rejects.toThrow();
    expect(isInstalled(folder)).toBe(true);
  });

  it('sweeps up what an installation that was broken off has left', async () => {
    const parent = extras();
    mkdirSync(join(parent, 'ocr.1234.unfinished/node_modules'), { recursive: true });
    await installExtra(join(parent, 'ocr'), goodNpm().npm);
    expect(readdirSync(parent)).toEqual(['ocr']);
  });

  it('is removed, once', async () => {
    const folder = join(extras(), 'ocr');
    await installExtra(folder, goodNpm().npm);
    expect(await removeExtra(folder)).toBe(true);
    expect(existsSync(folder)).toBe(false);
    expect(await removeExtra(folder)).toBe(false);
  });
});
