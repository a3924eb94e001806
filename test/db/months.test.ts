import { describe, expect, it } from 'vitest';
import { writeAudit } from '../../db/audit.ts';
import { auditLog, dropMonthsBefore } from '../../db/months.ts';
import { openTestDatabase } from '../support/database.ts';

const september = Date.UTC(2026, 8, 30, 23, 59);
const october = Date.UTC(2026, 9, 1);

async function openLog() {
  const { db } = await openTestDatabase();
  const actions = () => db.$client.prepare('select action from audit_log order by at').pluck().all();
  for (const atMs of [september, october]) writeAudit(db, { userId: null, action: `at ${atMs}` }, atMs);
  return { db, actions };
}

describe('a log kept by months', () => {
  it('is read as one, whatever month an entry is of', async () => {
    const { actions } = await openLog();
    expect(actions()).toEqual([`at ${september}`, `at ${october}`]);
  });

  it('forgets whole months that ended before a time, and goes on', async () => {
    const { db, actions } = await openLog();
    expect(dropMonthsBefore(db, auditLog, october)).toEqual(['audit_log_2026_09']);
    expect(actions()).toEqual([`at ${october}`]);
    expect(dropMonthsBefore(db, auditLog, october)).toEqual([]);
    writeAudit(db, { userId: null, action: 'later' }, october + 1);
    expect(actions()).toEqual([`at ${october}`, 'later']);
  });
});
