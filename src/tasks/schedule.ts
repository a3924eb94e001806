import pLimit from 'p-limit';
import type { Connection } from '../../db/connections.ts';
import {
  findActiveScheduled,
  findWatch,
  listDueWatches,
  listWatched,
  listWatches,
  updateWatch,
  type WatchRow,
} from '../../db/watches.ts';
import type { ListingMeans } from '../generation/run/listing.ts';
import { toErrorRecord } from '../lib/errors.ts';
import { beginNight, type NightTools } from './archive-night.ts';
import { createHints, type PostStream } from './hints.ts';
import { lookForNew } from './look.ts';
import { createPatience, type PatienceOptions } from './patience.ts';
import { type SettlingTools, settleRuns } from './settled-runs.ts';

export type ScheduleOptions = Omit<NightTools, 'againMs'> &
  SettlingTools &
  PatienceOptions & {
    /** Throws what stands in the way of reading the connection's posts. */
    openClient: (connectionId: string) => { connection: Connection; client: ListingMeans['platform'] & PostStream };
  };

/** How often it is looked whose time has come. */
const tickMs = 10_000;
const looksAtOnce = 4;

/**
 * What is done without being asked: looks at watched connections, begins nights, sees to scheduled runs that have ended.
 * All it knows is in rows, so it goes on after a restart where it was; a look that is overdue is made once.
 */
export function createSchedule(options: ScheduleOptions) {
  const { db, clock, log, lookEveryMs, openClient } = options;
  const { attempt, spread } = createPatience(options);
  const tools = { ...options, againMs: lookEveryMs };
  const stopping = new AbortController();
  const limit = pLimit(looksAtOnce);
  const busy = new Map<string, Promise<void>>();
  const hints = createHints({ ...options, onPost: hint });
  let settling: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;

  /** Looks at what is due, each connection by itself and none twice at once. */
  async function tick(): Promise<void> {
    if (stopping.signal.aborted) return;
    hints.set(listWatched(db));
    settling ??= settleAll().finally(() => {
      settling = null;
    });
    await settling;
    if (stopping.signal.aborted) return;
    for (const { connectionId } of listDueWatches(db, clock.now())) {
      if (busy.has(connectionId)) continue;
      const looking = limit(() => lookAt(connectionId)).finally(() => busy.delete(connectionId));
      busy.set(connectionId, looking);
    }
    await Promise.all(busy.values());
  }

  async function settleAll(): Promise<void> {
    for (const watch of listWatches(db)) await settle(watch);
  }

  async function settle(watch: WatchRow): Promise<void> {
    try {
      await settleRuns(tools, watch);
    } catch (thrown) {
      log.error({ connectionId: watch.connectionId, error: toErrorRecord(thrown) }, 'scheduled runs were not seen to');
    }
  }

  async function lookAt(connectionId: string): Promise<void> {
    const watch = findWatch(db, connectionId);
    if (!watch || stopping.signal.aborted) return;
    const isDue = (atMs: number | null) => atMs !== null && atMs <= clock.now();
    if (watch.isWatching && isDue(watch.nextLookAt)) {
      await attempt(watch, 'nextLookAt', stopping.signal, async () => {
        // One is at work already; what is new is found when it has ended.
        if (!findActiveScheduled(db, connectionId)) await lookForNew(tools, open(watch), stopping.signal);
        updateWatch(db, connectionId, { lastLookAt: clock.now(), nextLookAt: clock.now() + spread(lookEveryMs) });
      });
    }
    if (watch.nightlyPictures > 0 && isDue(watch.nextNightAt)) {
      await attempt(watch, 'nextNightAt', stopping.signal, () => beginNight(tools, open(watch), stopping.signal));
    }
  }

  /** A new post is out: the look at it comes when its patience is over, if it would come later. */
  function hint(connectionId: string): void {
    const watch = findWatch(db, connectionId);
    if (!watch?.isWatching || watch.failedLooks > 0) return;
    const atMs = clock.now() + watch.patienceMinutes * 60_000 + 1000;
    if (watch.nextLookAt === null || watch.nextLookAt > atMs) updateWatch(db, connectionId, { nextLookAt: atMs });
  }

  const open = (watch: WatchRow) => ({ watch, ...openClient(watch.connectionId) });

  const tickSafely = () =>
    void tick().catch((thrown) => log.error({ error: toErrorRecord(thrown) }, 'the schedule could not be read'));

  return {
    tick,
    /** Looks now whose time has come. */
    wake: () => timer && tickSafely(),
    start(): void {
      timer ??= setInterval(tickSafely, tickMs).unref();
      tickSafely();
    },
    async stop(): Promise<void> {
      stopping.abort();
      hints.stop();
      clearInterval(timer);
      timer = undefined;
      await Promise.allSettled([settling, ...busy.values()]);
    },
  };
}
