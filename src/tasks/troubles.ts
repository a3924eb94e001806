import { addNotification } from '../../db/notifications.ts';
import type { Db } from '../../db/open.ts';
import { beginTrouble, endTrouble, hasUnreadNotice, keepsTasksWaiting, listOpenTroubles } from '../../db/troubles.ts';
import type { ErrorRecord } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';

/**
 * Tells administrators that something of ours keeps tasks waiting: one notice for the trouble, however many tasks meet
 * it and however often. What a person's server does is not theirs to mend.
 */
export function tellTrouble(db: Db, { category, code, sentence }: ErrorRecord, nowMs: number): void {
  if (category !== 'resource' || code === undefined) return;
  const isOpen = listOpenTroubles(db).some((trouble) => trouble.code === code);
  if (!isOpen) beginTrouble(db, code, sentence, nowMs);
}

/** Tells them that a task was given up for something that only they can mend, unless they have yet to read the same. */
export function tellGivenUp(db: Db, { category, code, sentence }: ErrorRecord, nowMs: number): void {
  const kind = `gave-up:${code}`;
  if (category !== 'resource' || hasUnreadNotice(db, kind)) return;
  addNotification(db, { userId: null, kind, sentence, link: '/admin' }, nowMs);
}

/** Tells them which troubles are over: no task is kept from getting on by them any more. */
export function settleTroubles(db: Db, nowMs: number): void {
  for (const { code, sinceMs } of listOpenTroubles(db)) {
    if (!keepsTasksWaiting(db, code)) endTrouble(db, code, say('runs.troubleOver', { since: sinceMs }), nowMs);
  }
}
