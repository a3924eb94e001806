import type { Db } from '../../db/open.ts';
import { endWait, listWaitingForModel, modelAwaySince, type TaskRow } from '../../db/tasks.ts';
import type { Clock } from '../lib/clock.ts';
import { toErrorRecord } from '../lib/errors.ts';
import { inTime } from '../lib/in-time.ts';
import type { Log } from '../lib/log.ts';
import { unlessAborted } from '../lib/unless-aborted.ts';
import type { Queue } from '../queue/queue.ts';

export type ModelProbeOptions = {
  db: Db;
  queue: Queue;
  clock: Clock;
  log: Log;
  /** The names of the models that a machine which takes runs can describe with now: none where no server answers. */
  modelsAtHand: () => Promise<ReadonlySet<string>>;
  /** Told after a wait was ended: look for work now. */
  onEnqueued: () => void;
  onChange: (task: TaskRow) => void;
};

const [soonestMs, latestMs] = [2000, 15_000];
/** A server that accepts and says nothing is not back; the question itself may go on. */
const answerMs = 5000;

/**
 * Asks whether a model server is back, or another machine has its model, while tasks wait for one and no longer than
 * that, and ends their waits. The longer they have not got on, the rarer: also when it answers and yet describes nothing.
 */
export function startModelProbe(options: ModelProbeOptions): { stop: () => Promise<void> } {
  const { db, queue, clock, log, modelsAtHand, onEnqueued, onChange } = options;
  const ending = new AbortController();

  async function look(): Promise<void> {
    if (listWaitingForModel(db, clock.now()).length === 0) return;
    const atHand = await inTime(answerMs, unlessAborted(modelsAtHand(), ending.signal), clock);
    if (!atHand) return;
    const awaited = listWaitingForModel(db, clock.now()).filter(({ model }) => atHand.has(model));
    if (awaited.length === 0) return;
    for (const { id } of awaited) {
      const task = endWait(db, id, clock.now());
      if (!task) continue;
      await queue.enqueue(id, { priority: task.priority, runAtMs: clock.now() });
      onChange(task);
    }
    log.info({ tasks: awaited.length }, 'a model that was waited for is at hand');
    onEnqueued();
  }

  function pauseMs(): number {
    const nowMs = clock.now();
    const waitedMs = nowMs - (modelAwaySince(db) ?? nowMs);
    return Math.min(latestMs, Math.max(soonestMs, waitedMs / 10));
  }

  async function keepLooking() {
    while (!ending.signal.aborted) {
      await clock.sleep(pauseMs(), ending.signal);
      await look().catch(onFailure);
    }
  }

  function onFailure(thrown: unknown) {
    if (!ending.signal.aborted) log.warn({ error: toErrorRecord(thrown) }, 'the model server was not looked for');
  }

  const looking = keepLooking().catch(() => {});
  return {
    stop() {
      ending.abort();
      return looking;
    },
  };
}
