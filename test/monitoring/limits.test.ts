import { expect, it, vi } from 'vitest';
import { createLimits, type LimitValues } from '../../src/monitoring/limits.ts';
import { testClock } from '../support/clock.ts';
import { openTestDatabase } from '../support/database.ts';

const configured: LimitValues = {
  ...{ runningTasks: 3, waitingTasks: 1000, runsPerDay: 100, picturesPerDay: 10_000 },
  ...{ memoryPercent: 85, diskReserveMb: 1000 },
};

async function open() {
  const { db } = await openTestDatabase();
  const onChange = vi.fn();
  const again = (now = configured) => createLimits({ db, clock: testClock(), configured: now, onChange });
  const audited = () => db.$client.prepare('select user_id, action, details from audit_log').all();
  return { limits: again(), again, onChange, audited };
}

it('are the configured ones until somebody changes them', async () => {
  const { limits } = await open();
  expect(limits.current()).toEqual(configured);
  expect(limits.changed()).toEqual({});
});

it('hold at once when they are changed, after a restart too, and stand in the audit', async () => {
  const { limits, again, onChange, audited } = await open();
  limits.change({ userId: 'alice', values: { runningTasks: 5 } });
  expect(onChange).toHaveBeenCalledExactlyOnceWith({ ...configured, runningTasks: 5 });
  expect(again().current()).toEqual({ ...configured, runningTasks: 5 });
  const details = JSON.stringify({ before: {}, now: { runningTasks: 5 } });
  expect(audited()).toEqual([{ user_id: 'alice', action: 'limit.changed', details }]);
});

it('go back to the configured ones where nothing is set any more, also to those of a later start', async () => {
  const { limits, again } = await open();
  limits.change({ userId: 'alice', values: { runningTasks: 5, runsPerDay: 2 } });
  limits.change({ userId: 'alice', values: { runsPerDay: 2 } });
  const later = again({ ...configured, runningTasks: 8, runsPerDay: 50 });
  expect(later.current()).toMatchObject({ runningTasks: 8, runsPerDay: 2 });
});
