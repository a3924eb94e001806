import type { Db } from '../../db/open.ts';
import { countDescribedSince, countRunsSince, countWaitingTasks } from '../../db/usage.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { type Sentence, say } from '../lib/sentence.ts';

/** How many runs may wait in all, and what one person may have in a day of UTC. */
export type QuotaLimits = { waitingTasks: number; runsPerDay: number; picturesPerDay: number };

export type Quota = {
  /** Throws `quota` when the person has had her day's share, `queue-full` when too many runs wait. */
  checkStart: (userId: string) => void;
  /** How many pictures the model may still describe for a person today; 0 or less: why and until when not. */
  picturesLeft: (userId: string) => { pictures: number; reason: Sentence; nextDayMs: number };
};

const dayMs = 86_400_000;

/** Counted from rows each time, so that a restart forgets nothing. */
export function createQuota({ db, clock, limits }: { db: Db; clock: Clock; limits: () => QuotaLimits }): Quota {
  function today() {
    const sinceMs = Math.floor(clock.now() / dayMs) * dayMs;
    return { sinceMs, nextDayMs: sinceMs + dayMs };
  }

  function picturesLeft(userId: string) {
    const { sinceMs, nextDayMs } = today();
    const { picturesPerDay } = limits();
    const pictures = picturesPerDay - countDescribedSince(db, userId, sinceMs);
    return { pictures, nextDayMs, reason: say('limits.picturesToday', { count: picturesPerDay }) };
  }

  return {
    picturesLeft,
    checkStart(userId) {
      const { waitingTasks, runsPerDay, picturesPerDay } = limits();
      const { sinceMs, nextDayMs } = today();
      if (countRunsSince(db, userId, sinceMs) >= runsPerDay) {
        throw refusal('quota', say('limits.runsRefused', { count: runsPerDay, at: nextDayMs }));
      }
      if (picturesLeft(userId).pictures <= 0) {
        throw refusal('quota', say('limits.picturesRefused', { count: picturesPerDay, at: nextDayMs }));
      }
      if (countWaitingTasks(db) >= waitingTasks) {
        throw refusal('queue-full', say('limits.queueFull', { count: waitingTasks }));
      }
    },
  };
}

function refusal(code: string, sentence: Sentence): AppError {
  return new AppError('validation', sentence, { code });
}
