import { numberIn } from '../../db/decisions.ts';
import type { Write } from '../../db/publications.ts';
import type { Pace, RateLimits } from '../platforms/platform.ts';
import { isNearlyUsed } from '../platforms/rate-limit.ts';

const hourMs = 3_600_000;

/** How fast a connection writes: at most so many units in any such span, and so long between two writes. */
export type Budget = { counts: Pace['counts']; spans: { most: number; perMs: number }[]; delayMs: number };

/** Of families without a lower budget of their own; there the program's limit decides alone. */
const usualPerHour = 60;

/** The budget of a connection: the program's limit or the family's lower one, and the person's own delay. */
export function budgetOf(pace: Pace, settings: unknown, editsPerHour: number): Budget {
  const { counts, bursts } = pace;
  const familyMost = pace.editsPerHour < usualPerHour ? pace.editsPerHour : editsPerHour;
  const perHour = { most: Math.min(familyMost, editsPerHour), perMs: hourMs };
  const delayMs = (numberIn(settings, 'processingDelaySeconds') ?? 1) * 1000;
  return { counts, spans: bursts ? [perHour, bursts] : [perHour], delayMs };
}

/** Which writes matter to the pace. */
export const lastHour = (nowMs: number) => ({ afterMs: nowMs - hourMs, untilMs: nowMs });

/** How many pictures of a post may be written together; the others follow in a write of their own. */
export function mostAtOnce({ counts, spans }: Budget): number {
  return counts === 'posts' ? Number.POSITIVE_INFINITY : Math.min(...spans.map(({ most }) => most));
}

/** What the next write of a post with so many pictures to write takes of the budget. */
export function unitsFor(budget: Budget, pictures: number): number {
  return budget.counts === 'posts' ? 1 : Math.max(1, Math.min(pictures, mostAtOnce(budget)));
}

/** When each unit was used, oldest first; a write that was tried again counts as often. */
export function unitsUsed(writes: Write[], { counts }: Pick<Budget, 'counts'>): number[] {
  return writes.flatMap(({ atMs, pictures, tries }) => {
    const each = counts === 'posts' ? 1 : Math.max(1, pictures);
    return Array<number>(each * (tries + 1)).fill(atMs);
  });
}

/** The earliest moment from `fromMs` on for a write of so many units, after those used (UTC milliseconds, oldest first). */
export function nextSlot(used: readonly number[], { spans, delayMs }: Budget, units: number, fromMs: number): number {
  const last = used.at(-1);
  const hasRoomAt = ({ most, perMs }: Budget['spans'][number]) => {
    // The newest that must have left the span before there is room for all.
    const leaving = used.at(-(most - units + 1));
    return leaving === undefined || used.length + units <= most ? 0 : leaving + perMs;
  };
  return Math.max(fromMs, last === undefined ? 0 : last + delayMs, ...spans.map(hasRoomAt));
}

/** What stays of a server's budget for the person's own posting and reading. */
const ownShare = { write: 0.2, read: 0.1 };

/** Until when nothing of that kind is asked, so that its person can go on posting; null when there is room. */
export function restUntil(limits: RateLimits, kind: 'write' | 'read', nowMs: number): number | null {
  const limit = limits[kind];
  if (!limit || limit.resetAtMs <= nowMs || !isNearlyUsed(limit, ownShare[kind])) return null;
  return limit.resetAtMs;
}
