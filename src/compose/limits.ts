import { addNotification } from '../../db/notifications.ts';
import type { Db } from '../../db/open.ts';
import type { Config } from '../config.ts';
import { createQuota, type Quota } from '../generation/quota.ts';
import { systemClock as clock } from '../lib/clock.ts';
import { toErrorRecord } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { createLimits } from '../monitoring/limits.ts';
import { createResources } from '../monitoring/resources.ts';
import { createSampling } from '../monitoring/sampling.ts';
import type { Standing } from '../monitoring/standing.ts';
import { createWatermarks, type Watermarks } from '../monitoring/watermarks.ts';
import type { Hub } from '../progress/hub.ts';
import type { TaskEngine } from '../tasks/engine.ts';
import type { Gate } from '../tasks/gate.ts';

type Means = { config: Config; db: Db; hub: Hub; log: Log; standing: Standing };

/** What nobody may exceed, and the marks of the machine. The engine is made after it, and asked when they change. */
export function composeLimits({ config, db, hub, log, standing }: Means, engine: () => TaskEngine) {
  const { runningTasks, waitingTasks, runsPerDay, picturesPerDay, memoryPercent, diskReserveMb } = config;
  const limits = createLimits({
    ...{ db, clock },
    configured: { runningTasks, waitingTasks, runsPerDay, picturesPerDay, memoryPercent, diskReserveMb },
    onChange(now) {
      const { queue, endDeferrals, wake } = engine();
      const applied = queue.setCap(now.runningTasks).then(() => endDeferrals('limits.picturesToday'));
      applied.then(wake, (thrown) => log.error({ error: toErrorRecord(thrown) }, 'a limit could not be changed'));
    },
  });
  const quota = createQuota({ db, clock, limits: limits.current });
  const watermarks = createWatermarks({
    ...{ limits: limits.current, standing },
    onCrossing({ name, isOver, sentence }) {
      log.warn({ name, isOver }, 'a mark of the machine was crossed');
      addNotification(db, { userId: null, kind: 'resource', sentence, link: '/admin' }, clock.now());
      hub.publish('admin', { kind: 'queue' });
      engine().wake();
    },
  });
  return { limits, watermarks, ...joinLimits(watermarks, quota) };
}

/** What decides whether a waiting task may begin, and whether one may be started at all. */
export function joinLimits(watermarks: Watermarks, quota: Quota) {
  const gate: Gate = {
    hasRoomHere: () => watermarks.reason() === null,
    closedBecause: watermarks.reasonEverywhere,
    picturesLeft: quota.picturesLeft,
  };
  function checkStart(userId: string) {
    watermarks.checkDisk();
    quota.checkStart(userId);
  }
  return { gate, checkStart };
}

/** Looks every ten seconds at what the program takes; threads that hold too much are replaced one by one. */
export function composeSampling({ config }: Pick<Means, 'config'>, engine: TaskEngine, watermarks: Watermarks) {
  return createSampling({
    ...{ resources: createResources(config), clock },
    queueStats: engine.queue.stats,
    threadHeapBytes: engine.threadHeapBytes,
    onSample(sample) {
      watermarks.judge(sample);
      const sinceMs = watermarks.overSinceMs('memory');
      if (sinceMs !== null) engine.relieve(sinceMs);
    },
  });
}
