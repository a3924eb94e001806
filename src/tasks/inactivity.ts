import { addNotification } from '../../db/notifications.ts';
import { type Db, transact } from '../../db/open.ts';
import { hasLiveSession } from '../../db/sessions.ts';
import { readSystemSetting, writeSystemSetting } from '../../db/settings.ts';
import { listActiveTasks, requestCancel, type TaskRow } from '../../db/tasks.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { say } from '../lib/sentence.ts';

export type InactivityOptions = {
  db: Db;
  clock: Clock;
  log: Log;
  /** 0: never. */
  inactiveHours: number;
  cancel: (task: TaskRow) => Promise<void>;
};

/** Since when people with a run have been signed in nowhere. A session that has ended leaves no trace of its own. */
const settingKey = 'signed-out-since';
type SignedOutSince = Record<string, number>;

/**
 * Cancels the runs of people who have been signed in nowhere for so long: nobody follows them, and they take turns from
 * others. Closing the browser ends no session. What connections do by themselves goes on. For every hour.
 */
export async function cancelUnattended({ db, clock, log, inactiveHours, cancel }: InactivityOptions): Promise<void> {
  const nowMs = clock.now();
  const runs = listActiveTasks(db)
    .map(({ task }) => task)
    .filter(({ kind, cancelRequestedAt }) => kind === 'run' && cancelRequestedAt === null);
  const before = readSystemSetting<SignedOutSince>(db, settingKey, {});
  const signedOut = runs.filter(({ userId }) => !hasLiveSession(db, userId, nowMs));
  const since: SignedOutSince = Object.fromEntries(signedOut.map(({ userId }) => [userId, before[userId] ?? nowMs]));
  writeSystemSetting(db, settingKey, since, nowMs);
  if (inactiveHours === 0) return;
  for (const run of signedOut) {
    if (nowMs - (since[run.userId] ?? nowMs) < inactiveHours * 3_600_000) continue;
    // The notice and the wish together, so that there is one of each whatever happens to the cancelling.
    transact(db, () => {
      const sentence = say('runs.unattended', { count: inactiveHours });
      addNotification(db, { userId: run.userId, kind: 'run-unattended', sentence, link: `/tasks/${run.id}` }, nowMs);
      requestCancel(db, run.id, nowMs);
    });
    log.info({ taskId: run.id }, 'an unattended run is cancelled');
    await cancel(run);
  }
}
