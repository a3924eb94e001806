import { numberIn } from '../../db/decisions.ts';
import type { RateLimit, RateLimits } from '../platforms/platform.ts';

const hourMs = 3_600_000;

/** At most so many edits in any hour, and so long between two of them. */
export type Pace = { editsPerHour: number; delayMs: number };

/** The pace of a connection: the program's limit and the processing delay of the person's settings (one second). */
export function paceOf(settings: unknown, editsPerHour: number): Pace {
  return { editsPerHour, delayMs: (numberIn(settings, 'processingDelaySeconds') ?? 1) * 1000 };
}

/** Which writes matter to the pace. */
export const lastHour = (nowMs: number) => ({ afterMs: nowMs - hourMs, untilMs: nowMs });

/** The earliest moment for another write, after these writes (UTC milliseconds, oldest first). */
export function nextSlot(writes: readonly number[], { editsPerHour, delayMs }: Pace, nowMs: number): number {
  const last = writes.at(-1);
  const filled = writes.at(-editsPerHour);
  return Math.max(
    nowMs,
    last === undefined ? 0 : last + delayMs,
    filled === undefined || writes.length < editsPerHour ? 0 : filled + hourMs,
  );
}

/** What stays of a budget for the person's own posting and reading. */
const ownShare = { write: 0.2, read: 0.1 };

/** Until when a connection rests so that its person can go on posting; null when there is room. */
export function restUntil(limits: RateLimits, nowMs: number): number | null {
  const kinds = ['write', 'read'] as const;
  const resets = kinds.flatMap((kind) => {
    const limit = limits[kind];
    return limit && isNearlyUsed(limit, ownShare[kind]) ? [limit.resetAtMs] : [];
  });
  const latest = Math.max(0, ...resets);
  return latest > nowMs ? latest : null;
}

function isNearlyUsed({ limit, remaining }: RateLimit, share: number): boolean {
  return remaining <= (limit === null ? 2 : Math.floor(limit * share));
}
