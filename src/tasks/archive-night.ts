import { findHandle } from '../../db/connections.ts';
import { addNotification } from '../../db/notifications.ts';
import { transact } from '../../db/open.ts';
import { findActiveScheduled, updateWatch, type WatchRow } from '../../db/watches.ts';
import { nextNight } from '../generation/night.ts';
import type { Scope } from '../generation/run/scope.ts';
import { hasWork, orderFor } from '../generation/scheduled.ts';
import { say } from '../lib/sentence.ts';
import type { LookTools, OpenedWatch } from './look.ts';

export type NightTools = LookTools & {
  random: () => number;
  /** How soon to come back when something else is at work. */
  againMs: number;
};

/**
 * Walks the archive on from where the last night came to, newest first, and starts a run at the first page with
 * something to describe. The place moves on only over pages that need nothing any more, so a night that was cut short is
 * made up for by the next.
 */
export async function beginNight(tools: NightTools, opened: OpenedWatch, signal: AbortSignal): Promise<void> {
  const { db, clock, scheduled } = tools;
  const { watch, connection, client } = opened;
  const order = orderFor(db, connection, scopeAt(watch, watch.archiveCursor));
  let cursor = watch.archiveCursor;
  for await (const page of client.listPosts({ cursor: cursor ?? undefined, signal })) {
    if (hasWork(db, connection.id, order, page.posts)) {
      const task = await scheduled.start(connection, scopeAt(watch, cursor), watch.model);
      updateWatch(db, watch.connectionId, { nextNightAt: task ? tonightOver(tools, watch) : againAt(tools, watch) });
      return;
    }
    cursor = page.cursor;
    if (cursor === null) return finishArchive(tools, watch);
    updateWatch(db, watch.connectionId, { archiveCursor: cursor });
    const pauseMs = order.settings.processingDelaySeconds * 1000;
    if (pauseMs > 0) await clock.sleep(pauseMs, signal);
  }
}

function scopeAt({ archiveUntil, nightlyPictures }: WatchRow, cursor: string | null): Scope {
  return { purpose: 'archive', sinceMs: 0, untilMs: archiveUntil ?? 0, cursor, mostPictures: nightlyPictures };
}

const tonightOver = ({ clock, random }: NightTools, { nightHour }: WatchRow) =>
  nextNight(clock.now(), nightHour, random());

/** A night that lasts longer than a day is followed by the next one; anything else is waited for. */
function againAt(tools: NightTools, watch: WatchRow): number {
  const isLastNight = findActiveScheduled(tools.db, watch.connectionId)?.scope?.purpose === 'archive';
  return isLastNight ? tonightOver(tools, watch) : tools.clock.now() + tools.againMs;
}

/** The whole archive has been gone through: the nights end, and the person is told. */
export function finishArchive({ db, clock }: Pick<LookTools, 'db' | 'clock'>, watch: WatchRow): void {
  const { connectionId, userId } = watch;
  const nowMs = clock.now();
  const sentence = say('watching.archiveDone', { handle: findHandle(db, connectionId) });
  transact(db, () => {
    const done = { archiveDoneAt: nowMs, archiveCursor: null, nightlyPictures: 0, nextNightAt: null };
    updateWatch(db, connectionId, done);
    const link = `/connections/${connectionId}/watching`;
    addNotification(db, { userId, kind: 'archive-done', sentence, link }, nowMs);
  });
}
