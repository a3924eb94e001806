import { writeAudit } from '../../db/audit.ts';
import { type Db, transact } from '../../db/open.ts';
import { readSystemSetting, writeSystemSetting } from '../../db/settings.ts';
import type { Clock } from '../lib/clock.ts';
import type { WatermarkLimits } from './watermarks.ts';

/** What nobody may exceed, as whole numbers. */
export type LimitValues = WatermarkLimits & {
  /** Runs that work at the same time. */
  runningTasks: number;
  /** Runs that wait, of everybody together. */
  waitingTasks: number;
  /** Of one person. */
  runsPerDay: number;
  picturesPerDay: number;
};

export type LimitName = keyof LimitValues;

export type Limits = {
  /** As they are now. */
  current: () => LimitValues;
  /** As the program was started with. */
  configured: LimitValues;
  /** Those that an administrator has set here, which go before the configured ones. */
  changed: () => Partial<LimitValues>;
  /** Sets exactly these here; the others are the configured ones again. */
  change: (wish: { userId: string; values: Partial<LimitValues> }) => void;
};

export type LimitsOptions = { db: Db; clock: Clock; configured: LimitValues; onChange: (limits: LimitValues) => void };

const settingKey = 'limits';

/** The limits of the program: configured where it is started, changed by administrators while it runs. */
export function createLimits({ db, clock, configured, onChange }: LimitsOptions): Limits {
  let changed = readSystemSetting<Partial<LimitValues>>(db, settingKey, {});
  const current = () => ({ ...configured, ...changed });
  return {
    current,
    configured,
    changed: () => changed,
    change({ userId, values }) {
      transact(db, () => {
        writeSystemSetting(db, settingKey, values, clock.now());
        writeAudit(db, { userId, action: 'limit.changed', details: { before: changed, now: values } }, clock.now());
      });
      changed = values;
      onChange(current());
    },
  };
}
