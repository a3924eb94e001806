import type { Db } from '../../db/open.ts';
import type { TaskRow } from '../../db/tasks.ts';
import type { TaskSpec } from '../generation/run/spec.ts';
import type { ModelSite } from '../generation/spec-builder.ts';
import type { Clock } from '../lib/clock.ts';
import { type ErrorRecord, toErrorRecord } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { Hub } from '../progress/hub.ts';
import { createTracker, type PictureStore } from '../progress/tracker.ts';
import type { Queue } from '../queue/queue.ts';
import type { TextReader } from '../reading/reading.ts';
import type { SmallPictures } from './answers.ts';
import { createAttempts, eventsLost } from './attempts.ts';
import { createDeferral } from './deferral.ts';
import { createDispatcher } from './dispatcher.ts';
import { createEnding } from './ending.ts';
import type { Gate } from './gate.ts';
import type { Place } from './place.ts';
import { createPool, readHeapBytes } from './pool.ts';
import { reconcile, requeueInterrupted } from './recovery.ts';
import { createRelief } from './relief.ts';
import type { SlotGate } from './slots.ts';
import { createStepBack } from './step-back.ts';
import { startInThread } from './thread.ts';
import { settleTroubles } from './troubles.ts';

export type TaskEngineOptions = {
  db: Db;
  hub: Hub;
  pictures: PictureStore & SmallPictures;
  slots: SlotGate;
  queue: Queue;
  /** Where this machine's own threads describe pictures. */
  site: ModelSite;
  buildSpec: (task: TaskRow, site: ModelSite) => Promise<TaskSpec>;
  onTokenDead: (connectionId: string, error: ErrorRecord) => Promise<ErrorRecord | null>;
  /** Told of every other error, in case the server said when to come back: the publisher keeps away as well. */
  onServerTrouble: (connectionId: string, error: ErrorRecord) => void;
  clock: Clock;
  log: Log;
  /** How many tasks this machine works on at the same time; may change. */
  threads: () => number;
  gate: Gate;
  textReader: TextReader;
  leaseMs: number;
  pollMs?: number;
  /** The thread's program, for tests of threads that misbehave. */
  workerFile?: URL;
};

/** As many as may ever work here; how many do is decided when tasks are claimed, and none waits in the pool. */
const mostThreads = 32;

export type TaskEngine = ReturnType<typeof createTaskEngine>;

/**
 * The working face of the program: the queue, the threads, and what turns their events into rows. Nothing is claimed
 * before `start`.
 */
export function createTaskEngine(options: TaskEngineOptions) {
  const { db, hub, pictures, slots, queue, site, buildSpec, clock, log, threads, leaseMs } = options;
  const { gate, textReader, pollMs = 1000, workerFile } = options;
  let isStopping = false;
  const pool = createPool({
    threads: mostThreads,
    ...(workerFile && { workerFile }),
    onError: (thrown) => log.error({ error: toErrorRecord(thrown) }, 'the thread pool had an error'),
  });
  const tracker = createTracker({
    db,
    hub,
    pictures,
    clock,
    onLost(thrown, taskId) {
      log.error({ error: toErrorRecord(thrown), taskId }, 'events could not be written');
      attempts.terminate(taskId, eventsLost(thrown));
    },
    onDeafListener: (thrown) => log.error({ error: toErrorRecord(thrown) }, 'a listener failed at news'),
  });
  const attempts = createAttempts({ db, queue, tracker, pictures, slots, buildSpec, leaseMs, gate, textReader });
  const deferral = createDeferral({ db, queue, hub, clock, gate });
  const relief = createRelief({ db, pause: attempts.pause });
  const ending = createEnding({ ...options, random: Math.random, isStopping: () => isStopping });
  const here: Place = {
    workerId: null,
    site,
    start: (spec, handlers) => startInThread(pool, spec, handlers),
  };
  const makeRoom = createStepBack({ db, clock, pause: attempts.pause });
  const dispatcher = createDispatcher({
    ...{ db, queue, attempts, ending, here, threads, clock, log, pollMs, relief, deferral, makeRoom },
    hasRoom: gate.hasRoomHere,
  });

  /** Makes queue and rows agree. Without the queue, the next time it is there. */
  async function recover() {
    settleTroubles(db, clock.now());
    try {
      const { added, removed } = await reconcile(db, queue, clock);
      if (added + removed > 0) log.info({ added, removed }, 'tasks recovered');
      if (added > 0) dispatcher.wake();
    } catch (thrown) {
      log.warn({ error: toErrorRecord(thrown) }, 'queue and rows could not be compared');
    }
  }

  return {
    queue,
    wake: dispatcher.wake,
    cancelRunning: attempts.cancel,
    /** Asks a running task to stop between two pictures: then it is held if its row says so, else it waits its turn. */
    pause: attempts.pause,
    /** Gives memory back that threads have taken since before the given time, one thread a call. */
    relieve: relief.relieve,
    /** Lets tasks begin that wait for this reason: it may no longer hold. */
    endDeferrals: deferral.end,
    threads: () => ({ cap: threads(), alive: pool.threads.length }),
    threadHeapBytes: () => readHeapBytes(pool.threads),
    take: dispatcher.take,
    goOn: dispatcher.goOn,
    recover,
    /** `hasHelpers`: leaves alone what helpers work on. */
    async start({ hasHelpers = false } = {}) {
      const interrupted = await requeueInterrupted({ db, queue, clock }, { hasHelpers });
      if (interrupted > 0) log.info({ interrupted }, 'tasks go on after a restart');
      await recover();
      dispatcher.start();
    },
    /** Ends all threads; their tasks go on after the next start. */
    async stop() {
      isStopping = true;
      attempts.stop(new Error('the program stops'));
      await dispatcher.stop();
      await pool.close();
      await queue.close();
    },
  };
}
