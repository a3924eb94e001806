import { type Db, transact } from '../../db/open.ts';
import type { PublicationRow } from '../../db/publications.ts';
import type { Rests } from '../connections/rests.ts';
import type { Clock } from '../lib/clock.ts';
import type { ErrorRecord } from '../lib/errors.ts';
import { inTime } from '../lib/in-time.ts';
import type { Log } from '../lib/log.ts';
import { say } from '../lib/sentence.ts';
import type { OpenClient } from './attempt.ts';
import { createByHand } from './by-hand.ts';
import { createGate } from './gate.ts';
import { createLanes } from './lanes.ts';
import { createLoop } from './loop.ts';
import { createQueueView } from './queue-view.ts';
import { createQuietHours } from './quiet-hours.ts';
import { createRequests } from './requests.ts';
import { schedulePost } from './schedule.ts';
import { createWarnings } from './warning.ts';

/** News for the pages of a person: a publication or the pictures of its post changed. */
export type PublicationChange = { userId: string; connectionId: string; postId: string; publicationId: string };

export type PublishingOptions = {
  /** The writing connection. */
  db: Db;
  /** A read-only connection, for the lists. */
  reader: Db;
  /** A client of a connection with its opened credentials; throws an authentication AppError where that is impossible. */
  openClient: OpenClient;
  /** What servers have asked for; shared with what reads posts. */
  rests: Rests;
  clock: Clock;
  log: Pick<Log, 'info' | 'warn' | 'error'>;
  editsPerHour: number;
  /** How long after the last decision a post with undecided pictures is written. */
  publishAfterMs: number;
  onChange: (change: PublicationChange) => void;
  /** Marks the connection as expired, so that its publications wait until it is connected again. */
  onConnectionTrouble: (connectionId: string, error: ErrorRecord) => void;
  /** Told when a server refuses what by its known limits it should have taken. */
  onRefused?: (connectionId: string) => void;
  /** How long a server may still be at work on a write that was cut off. */
  confirmAfterMs?: number;
  random?: () => number;
};

/** How long a removal waits for a write, and how long a connection rests in case it is not removed after all. */
const patienceMs = 10_000;
const leavingMs = 60_000;

export type Publishing = ReturnType<typeof createPublishing>;

/**
 * Writes approved descriptions into posts without harming anything else in them. Decisions come in through
 * `postDecided`; everything else is driven by rows, so that a process may die at any moment and the next one goes on.
 */
export function createPublishing(options: PublishingOptions) {
  const { db, reader, clock, publishAfterMs } = options;
  const stopping = new AbortController();
  const tell = ({ id, userId, connectionId, postId }: PublicationRow) =>
    options.onChange({ userId, connectionId, postId, publicationId: id });
  const gate = createGate({ db, rests: options.rests, now: clock.now, editsPerHour: options.editsPerHour });
  const defaults = { confirmAfterMs: 10_000, random: Math.random };
  const lanes = createLanes({ ...defaults, ...options, gate, now: clock.now, onChange: tell }, stopping.signal);
  const loop = createLoop({ lanes, clock, log: options.log, stopping });

  return {
    /** Starts the loop. What a former process was writing when it ended is settled first, by reading the posts. */
    start: loop.start,
    /** Begins no other write and waits for the one under way. */
    stop: loop.stop,
    /** Does all that is due now and permitted, without timers. */
    async runDue(): Promise<void> {
      do lanes.start(() => {});
      while (await lanes.idle().then((ended) => ended.length > 0));
    },
    /** To be called within the transaction that decides about an image of the post; `atOnce` waits for no others. */
    postDecided(postId: string, { atOnce = false } = {}): void {
      transact(db, () => schedulePost(db, postId, clock.now(), atOnce ? 0 : publishAfterMs));
    },
    /** To be called after such a transaction: something may be due. */
    wake: loop.wake,
    /** A connection was connected again: its publications go on at once. */
    resume(connectionId: string): void {
      gate.rouse(connectionId);
      loop.wake();
    },
    /**
     * A connection is being removed: begins nothing more of it and waits for the write under way, so that its end is
     * seen while its token still opens the post; not for ever, since its server may be why the person leaves.
     */
    async leave(connectionId: string): Promise<void> {
      gate.rest(connectionId, { untilMs: clock.now() + leavingMs, why: say('publishing.isLeaving') });
      await inTime(patienceMs, lanes.idleOf(connectionId), clock);
    },
    ...createRequests({ db, clock, wake: loop.wake, onChange: tell }),
    ...createQueueView({ reader, clock, gate }),
    ...createQuietHours({ db, reader, clock, onChange: loop.wake }),
    ...createByHand({ ...options, onChange: tell }),
    ...createWarnings({ db, reader, clock, resume: loop.wake }),
  };
}
