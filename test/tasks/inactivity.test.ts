import { describe, expect, it } from 'vitest';
import { findTask } from '../../db/tasks.ts';
import { createLog } from '../../src/lib/log.ts';
import { cancelUnattended } from '../../src/tasks/inactivity.ts';
import { createSessions } from '../../src/users/sessions.ts';
import { openRows } from './rows.ts';

const log = createLog('silent');

/** Bob, signed in, with a run that waits, and the hourly chore. */
async function openPlace(inactiveHours = 24) {
  const scene = await openRows();
  const { db, clock, generation } = scene;
  const bob = scene.person('bob');
  const id = await scene.add('run', bob);
  const sessions = createSessions({ db, clock });
  sessions.open(bob.user.id, 'Firefox');
  const cancel = ({ id, userId }: { id: string; userId: string }) =>
    generation.cancel({ id: userId, role: 'member' }, id);
  const look = () => cancelUnattended({ db, clock, log, inactiveHours, cancel });
  return {
    ...{ ...scene, bob, id, sessions, look },
    status: () => findTask(db, id)?.status,
    async pass(hours: number) {
      for (let hour = 0; hour < hours; hour++) {
        clock.advance(3_600_000);
        await look();
      }
    },
  };
}

describe('the run of somebody who is signed in nowhere any more', () => {
  it('is cancelled after a day, with a notice that says what is kept', async () => {
    const { sessions, bob, pass, status, notices, look } = await openPlace();
    await look();
    sessions.endAll(bob.user.id);
    await pass(24);
    expect(status()).toBe('queued');
    await pass(1);
    expect(status()).toBe('cancelled');
    const says =
      'Your run was cancelled, because you had been signed in nowhere for 24 hours. What was described until then is kept.';
    expect(notices()).toEqual([{ to: bob.user.id, kind: 'run-unattended', says }]);
    await pass(3);
    expect(notices()).toHaveLength(1);
  });

  it('is cancelled while it runs and while it is held as well', async () => {
    const running = await openPlace();
    const task = await running.begin();
    running.sessions.endAll(running.bob.user.id);
    await running.pass(26);
    expect(running.cancelled).toEqual([running.id]);
    expect(running.notices()).toHaveLength(1);
    if (task) await running.settle(task, { outcome: 'cancelled' });
    expect(running.status()).toBe('cancelled');

    const held = await openPlace();
    await held.generation.hold(held.bob.user, held.id);
    held.sessions.endAll(held.bob.user.id);
    await held.pass(26);
    expect(held.status()).toBe('cancelled');
  });

  it('is cancelled as well when the program dies between the notice and the cancelling, with one notice', async () => {
    const { sessions, bob, pass, db, clock, notices, begin, settle, status, id } = await openPlace();
    sessions.endAll(bob.user.id);
    await pass(24);
    clock.advance(3_600_000);
    const died = cancelUnattended({
      ...{ db, clock, log, inactiveHours: 24 },
      cancel: () => Promise.reject(new Error('died')),
    });
    await expect(died).rejects.toThrow('died');
    await pass(2);
    expect(notices()).toHaveLength(1);
    expect(findTask(db, id)?.cancelRequestedAt).not.toBeNull();
    const task = await begin();
    if (task) await settle(task, { outcome: 'failed' });
    expect(status()).toBe('cancelled');
  });

  it('goes on where somebody closed only the browser, or signed in again in time', async () => {
    const { sessions, bob, pass, status } = await openPlace();
    await pass(48);
    expect(status()).toBe('queued');
    sessions.endAll(bob.user.id);
    await pass(20);
    sessions.open(bob.user.id, 'Firefox');
    await pass(1);
    sessions.endAll(bob.user.id);
    await pass(24);
    expect(status()).toBe('queued');
    await pass(1);
    expect(status()).toBe('cancelled');
  });

  it('goes on where it began by itself, and where the setting says never', async () => {
    const scheduled = await openPlace();
    const { connection, user } = scheduled.bob;
    await scheduled.add('by-itself', { user, connection }, { kind: 'scheduled', priority: 20 });
    scheduled.sessions.endAll(user.id);
    await scheduled.pass(26);
    expect(scheduled.row('by-itself').status).toBe('queued');

    const never = await openPlace(0);
    never.sessions.endAll(never.bob.user.id);
    await never.pass(100);
    expect(never.status()).toBe('queued');
  });
});
