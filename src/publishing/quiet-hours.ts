import { Cron } from 'croner';
import { z } from 'zod';
import { writeAudit } from '../../db/audit.ts';
import { type Db, transact } from '../../db/open.ts';
import { dropQuietHours, findQuietHours, type QuietHoursRow, saveQuietHours } from '../../db/quiet-hours.ts';
import type { Clock } from '../lib/clock.ts';

export type QuietHours = Pick<QuietHoursRow, 'from' | 'until' | 'timeZone'>;

const timeOfDay = (message: string) => z.string(message).regex(/^([01]\d|2[0-3]):[0-5]\d$/, message);

/** What a person wants. Messages are keys of the word catalogue. */
export const quietHoursWish = z
  .object({
    from: timeOfDay('quiet.timeNeeded'),
    until: timeOfDay('quiet.timeNeeded'),
    timeZone: z.string('quiet.zoneUnknown').refine(isTimeZone, 'quiet.zoneUnknown'),
  })
  .refine(({ from, until }) => from !== until, { path: ['until'], message: 'quiet.sameTime' });

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

/** The end of the quiet hours around a moment; null for a moment outside of them. */
export type QuietUntil = (atMs: number) => number | null;

/** A stretch of time without a change: quiet until its end, or not quiet at all. */
type Phase = { fromMs: number; changesMs: number; isQuiet: boolean };

/**
 * A moment is quiet when the hours end before they begin again. Days on which clocks are changed need no rule of their
 * own: a time that such a day skips comes at the moment of the change, and one it has twice comes at the first.
 */
export function quietUntilOf(hours: QuietHours | undefined): QuietUntil {
  if (!hours) return () => null;
  const timeZone = isTimeZone(hours.timeZone) ? hours.timeZone : 'UTC';
  const [begins, ends] = [cronOf(hours.from, timeZone), cronOf(hours.until, timeZone)];
  // A page asks for thousands of moments within a few days.
  const phases: Phase[] = [];
  return (atMs) => {
    const known = phases.find(({ fromMs, changesMs }) => atMs >= fromMs && atMs < changesMs);
    const { isQuiet, changesMs } = known ?? notePhase(phases, atMs, nextOf(begins, atMs), nextOf(ends, atMs));
    return isQuiet ? changesMs : null;
  };
}

function notePhase(phases: Phase[], fromMs: number, beginMs: number, endMs: number): Phase {
  const phase = { fromMs, changesMs: Math.min(beginMs, endMs), isQuiet: endMs < beginMs };
  const same = phases.find(({ changesMs }) => changesMs === phase.changesMs);
  if (!same) phases.push(phase);
  else same.fromMs = Math.min(same.fromMs, fromMs);
  return phase;
}

function cronOf(time: string, timezone: string): Cron {
  const [hour, minute] = time.split(':').map(Number);
  return new Cron(`${minute} ${hour} * * *`, { timezone });
}

function nextOf(cron: Cron, afterMs: number): number {
  return cron.nextRun(new Date(afterMs))?.getTime() ?? Number.POSITIVE_INFINITY;
}

type User = { id: string };

/** When nothing of a person's is published. */
export function createQuietHours(tools: { db: Db; reader: Db; clock: Clock; onChange: () => void }) {
  const { db, reader, clock, onChange } = tools;
  return {
    quietHours: ({ user }: { user: User }): QuietHours | undefined => findQuietHours(reader, user.id),
    /** null: none any more. */
    saveQuietHours({ user, hours }: { user: User; hours: QuietHours | null }): void {
      const now = clock.now();
      transact(db, () => {
        if (hours) saveQuietHours(db, { ...hours, userId: user.id, updatedAt: now });
        else dropQuietHours(db, user.id);
        writeAudit(db, { userId: user.id, action: 'quiet-hours.saved', subject: user.id, details: hours ?? {} }, now);
      });
      onChange();
    },
  };
}
