import { z } from 'zod';
import { writeAudit } from '../../db/audit.ts';
import { type Db, transact } from '../../db/open.ts';
import { findWatch, saveWatch, type WatchChanges, type WatchRow } from '../../db/watches.ts';
import type { Clock } from '../lib/clock.ts';
import { nextNight } from './night.ts';

/** What a person wants described by itself for a connection. Messages are keys of the word catalogue. */
export const watchWish = z.object({
  isWatching: z.boolean(),
  patienceMinutes: wholeNumber(0, 10_080, 'watching.patienceRange'),
  nightlyPictures: wholeNumber(0, 2000, 'watching.nightlyRange'),
  nightHour: wholeNumber(0, 23, 'watching.hourRange'),
  publishesUnasked: z.boolean(),
  model: z.string('watching.modelMissing').min(1, 'watching.modelMissing'),
});

export type WatchWish = z.output<typeof watchWish>;

function wholeNumber(min: number, max: number, message: string) {
  return z.number(message).int(message).min(min, message).max(max, message);
}

export type Watching = ReturnType<typeof createWatching>;

/** What is described by itself: what a person wants for each of her connections. */
export function createWatching(tools: { db: Db; clock: Clock; random: () => number; onChange: () => void }) {
  const { db, clock, random, onChange } = tools;
  return {
    /** Keeps the wish. What goes on goes on where it is; what is turned on begins now. */
    save({ userId, connectionId }: { userId: string; connectionId: string }, wish: WatchWish): void {
      const nowMs = clock.now();
      transact(db, () => {
        const { publishesUnasked, ...wanted } = wish;
        const before = findWatch(db, connectionId);
        saveWatch(db, {
          ...{ connectionId, userId, createdAt: nowMs, settledUntil: nowMs },
          ...before,
          ...wanted,
          ...newPosts(before, wish, nowMs),
          ...archive(before, wish, nowMs, random()),
          publishesUnaskedSince: publishesUnasked ? (before?.publishesUnaskedSince ?? nowMs) : null,
          updatedAt: nowMs,
        });
        writeAudit(db, { userId, action: 'watch.saved', subject: connectionId, details: wish }, nowMs);
      });
      onChange();
    },
  };
}

function newPosts(before: WatchRow | undefined, { isWatching }: WatchWish, nowMs: number): WatchChanges {
  if (!isWatching) return { watchesSince: null, nextLookAt: null, lookError: null, failedLooks: 0 };
  const since = before?.isWatching ? before.watchesSince : null;
  return { watchesSince: since ?? nowMs, nextLookAt: nowMs };
}

/** An archive that was left in the middle goes on; one that was done begins anew. */
function archive(before: WatchRow | undefined, wish: WatchWish, nowMs: number, random: number): WatchChanges {
  if (wish.nightlyPictures === 0) return { nextNightAt: null };
  const isBegun = before !== undefined && before.archiveUntil !== null && before.archiveDoneAt === null;
  const isOn = isBegun && before.nightlyPictures > 0 && before.nextNightAt !== null;
  const isSameNight = isOn && before.nightHour === wish.nightHour;
  // The first night leaves what was just posted its time as well.
  const earliestMs = isBegun ? nowMs : nowMs + wish.patienceMinutes * 60_000;
  return {
    ...(!isBegun && { archiveUntil: nowMs, archiveCursor: null, archiveDoneAt: null }),
    nextNightAt: isSameNight ? before.nextNightAt : nextNight(earliestMs, wish.nightHour, random),
  };
}
