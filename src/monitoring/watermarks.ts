import { AppError } from '../lib/errors.ts';
import { type Sentence, say } from '../lib/sentence.ts';
import type { Sample } from './sampling.ts';
import type { Standing } from './standing.ts';

export type WatermarkName = 'memory' | 'disk';

/** How much may be taken before new work waits. */
export type WatermarkLimits = {
  /** Of the memory that the process may take. */
  memoryPercent: number;
  /** What stays free on the disk of the data folder. */
  diskReserveMb: number;
};

export type Watermarks = {
  /** Judges a sample; what has crossed a mark since the one before is told once. */
  judge: (sample: Sample) => void;
  /** Since when it is over its mark, in UTC milliseconds; null while it is not. */
  overSinceMs: (name: WatermarkName) => number | null;
  /** Why no new work begins on this machine; null when it may. */
  reason: () => Sentence | null;
  /** Why none begins on helpers either: what they describe is kept here. */
  reasonEverywhere: () => Sentence | null;
  /** Throws `disk-full` while the disk is over its mark: what is started then could not be kept. */
  checkDisk: () => void;
};

export type WatermarksOptions = {
  limits: () => WatermarkLimits;
  standing: Standing;
  /** Told when a mark was crossed, and when that is over: for administrators. */
  onCrossing: (crossing: { name: WatermarkName; isOver: boolean; sentence: Sentence }) => void;
};

/** A mark counts as left only this much below it, so that a figure that trembles on it is not news each time. */
const slack = 0.95;

/** Watches memory and disk: over their marks new work waits, and everybody is told why. */
export function createWatermarks({ limits, standing, onCrossing }: WatermarksOptions): Watermarks {
  const over = new Map<WatermarkName, { sentence: Sentence; sinceMs: number }>();

  function cross(name: WatermarkName, share: number, sentence: Sentence, atMs: number) {
    const wasOver = over.has(name);
    const isOver = share > (wasOver ? slack : 1);
    if (isOver === wasOver) return;
    if (isOver) over.set(name, { sentence, sinceMs: atMs });
    else over.delete(name);
    if (isOver) standing.set(name, sentence);
    else standing.clear(name);
    onCrossing({ name, isOver, sentence: isOver ? sentence : say(belowKeys[name]) });
  }

  return {
    judge({ rssBytes, memoryLimitBytes, diskFreeBytes, atMs }) {
      const { memoryPercent, diskReserveMb } = limits();
      const mayTakeBytes = (memoryLimitBytes * memoryPercent) / 100;
      const memory = { used: rssBytes, mark: mayTakeBytes, percent: memoryPercent };
      cross('memory', rssBytes / mayTakeBytes, say('limits.memoryOver', memory), atMs);
      if (diskFreeBytes === null) return;
      const reserveBytes = diskReserveMb * 1_000_000;
      const disk = { free: diskFreeBytes, reserve: reserveBytes };
      cross('disk', reserveBytes / Math.max(1, diskFreeBytes), say('limits.diskOver', disk), atMs);
    },
    overSinceMs: (name) => over.get(name)?.sinceMs ?? null,
    reason: () => (over.get('disk') ?? over.get('memory'))?.sentence ?? null,
    reasonEverywhere: () => over.get('disk')?.sentence ?? null,
    checkDisk() {
      const values = over.get('disk')?.sentence.values;
      if (values) throw new AppError('validation', say('limits.diskRefused', values), { code: 'disk-full' });
    },
  };
}

const belowKeys: Record<WatermarkName, string> = { memory: 'limits.memoryBelow', disk: 'limits.diskBelow' };
