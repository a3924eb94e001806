import { describe, expect, it, vi } from 'vitest';
import type { Sample } from '../../src/monitoring/sampling.ts';
import { createStanding } from '../../src/monitoring/standing.ts';
import { createWatermarks, type WatermarkLimits } from '../../src/monitoring/watermarks.ts';

const gigabyte = 1_000_000_000;

/** Marks at 8 of 10 GB of memory and at 1 GB of free disk. */
function open(limits: WatermarkLimits = { memoryPercent: 80, diskReserveMb: 1000 }) {
  const onCrossing = vi.fn();
  const standing = createStanding({ onChange: () => {} });
  const watermarks = createWatermarks({ limits: () => limits, standing, onCrossing });
  let atMs = 0;
  /** The next sample, with so many gigabytes taken and free. */
  const judge = (taken: { memory?: number; disk?: number | null }) => {
    const { memory = 1, disk = 50 } = taken;
    atMs += 10_000;
    watermarks.judge({
      rssBytes: memory * gigabyte,
      memoryLimitBytes: 10 * gigabyte,
      diskFreeBytes: disk === null ? null : disk * gigabyte,
      atMs,
    } as Sample);
  };
  const crossings = () => onCrossing.mock.calls.map(([{ name, isOver }]) => [name, isOver]);
  return { ...watermarks, standing, judge, crossings, onCrossing };
}

describe('over the mark of memory', () => {
  it('nothing new begins here, everybody is told why, and administrators once', () => {
    const { judge, reason, reasonEverywhere, standing, crossings, overSinceMs } = open();
    judge({ memory: 8 });
    expect(reason()).toBeNull();
    judge({ memory: 8.1 });
    judge({ memory: 9 });
    const sentence = { key: 'limits.memoryOver', values: { used: 8.1 * gigabyte, mark: 8 * gigabyte, percent: 80 } };
    expect(reason()).toEqual(sentence);
    expect(standing.list()).toEqual([sentence]);
    expect(reasonEverywhere()).toBeNull();
    expect(overSinceMs('memory')).toBe(20_000);
    expect(crossings()).toEqual([['memory', true]]);
  });

  it('is over once it is a good way below, and that is told once as well', () => {
    const { judge, reason, standing, crossings, onCrossing } = open();
    for (const memory of [8.1, 7.9, 8.1, 7.9]) judge({ memory });
    expect(crossings()).toEqual([['memory', true]]);
    for (const memory of [7.5, 7.5]) judge({ memory });
    expect(reason()).toBeNull();
    expect(standing.list()).toEqual([]);
    expect(crossings()).toEqual([
      ['memory', true],
      ['memory', false],
    ]);
    expect(onCrossing).toHaveBeenLastCalledWith(expect.objectContaining({ sentence: { key: 'limits.memoryBelow' } }));
  });
});

describe('below the reserve of the disk', () => {
  it('nothing begins anywhere, and nothing can be started', () => {
    const { judge, reasonEverywhere, checkDisk } = open();
    judge({ disk: 1 });
    expect(checkDisk).not.toThrow();
    judge({ disk: 0.9 });
    expect(reasonEverywhere()?.key).toBe('limits.diskOver');
    const values = { free: 0.9 * gigabyte, reserve: gigabyte };
    expect(checkDisk).toThrow(
      expect.objectContaining({ code: 'disk-full', sentence: { key: 'limits.diskRefused', values } }),
    );
    judge({ disk: 1.1 });
    expect(checkDisk).not.toThrow();
    expect(reasonEverywhere()).toBeNull();
  });

  it('is not assumed where the system does not say how much is free, or nothing is to be kept', () => {
    const { judge, reason } = open();
    judge({ disk: null });
    expect(reason()).toBeNull();
    const without = open({ memoryPercent: 100, diskReserveMb: 0 });
    without.judge({ disk: 0, memory: 10 });
    expect(without.reason()).toBeNull();
  });

  it('is the reason that is told when memory is short as well', () => {
    const { judge, reason, standing } = open();
    judge({ memory: 9, disk: 0.1 });
    expect(reason()?.key).toBe('limits.diskOver');
    expect(standing.list()).toHaveLength(2);
  });
});
