import type { Connection } from '../../db/connections.ts';
import type { Db } from '../../db/open.ts';
import { listEndedScheduled, updateWatch, type WatchRow } from '../../db/watches.ts';
import { type ListingMeans, reachOf } from '../generation/run/listing.ts';
import type { Scope } from '../generation/run/scope.ts';
import { hasWork, orderFor, type ScheduledRuns } from '../generation/scheduled.ts';
import type { Clock } from '../lib/clock.ts';

export type LookTools = { db: Db; clock: Clock; scheduled: ScheduledRuns };
export type OpenedWatch = {
  watch: WatchRow;
  connection: Connection;
  client: Pick<ListingMeans['platform'], 'listPosts'>;
};

/** A server's clock may be off by minutes, and posts stamped by it are compared with ours. */
const clockMarginMs = 3_600_000;
/** After a scheduled run that failed: what stood in its way may need a person, who then saves her wish anew. */
const restMs = 6 * 3_600_000;

/**
 * Looks for new posts whose patience is over, usually with one request, and starts a run for them. Nothing is noted when
 * one is started, so a crash in between only makes the next look find the same; what has been looked at is passed over
 * by later looks once nothing is left to describe in it.
 */
export async function lookForNew({ db, clock, scheduled }: LookTools, opened: OpenedWatch, signal: AbortSignal) {
  const { connection, client, watch } = opened;
  const nowMs = clock.now();
  const sinceMs = Math.max(watch.watchesSince ?? nowMs, cancelledUntil(db, watch));
  const untilMs = nowMs - watch.patienceMinutes * 60_000;
  const scope: Scope = { purpose: 'new', sinceMs, untilMs, cursor: null, mostPictures: null };
  if (isResting(db, watch, nowMs) || sinceMs >= untilMs) return;
  const order = orderFor(db, connection, scope);
  for await (const page of client.listPosts({ signal })) {
    if (hasWork(db, connection.id, order, page.posts)) {
      await scheduled.start(connection, scope, watch.model);
      return;
    }
    if (page.cursor === null || reachOf(page) < sinceMs) break;
  }
  const seenUntil = Math.max(sinceMs, untilMs - clockMarginMs);
  updateWatch(db, watch.connectionId, { watchesSince: seenUntil });
}

/** The person ended a run for new posts: what it left is hers. */
function cancelledUntil(db: Db, watch: WatchRow): number {
  const cancelled = listEndedScheduled(db, watch.connectionId, watch.watchesSince ?? 0).find(
    ({ status, scope }) => status === 'cancelled' && scope?.purpose === 'new',
  );
  return cancelled?.scope?.untilMs ?? 0;
}

function isResting(db: Db, { connectionId, updatedAt }: WatchRow, nowMs: number): boolean {
  const [last] = listEndedScheduled(db, connectionId, Math.max(updatedAt - 1, nowMs - restMs), 1);
  return last?.status === 'failed';
}
