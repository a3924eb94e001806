import { expect, it } from 'vitest';
import { addNotification, forgetReadNotifications, listNotifications, markAllRead } from '../../db/notifications.ts';
import { say } from '../../src/lib/sentence.ts';
import { openTestDatabase } from '../support/database.ts';
import { addPerson } from '../support/people.ts';

it('forgets notices that were read long ago, and none that waits to be read', async () => {
  const { db } = await openTestDatabase();
  const alice = addPerson(db, 'alice', 'admin');
  const add = (key: string, atMs: number) =>
    addNotification(db, { userId: alice.id, kind: 'a', sentence: say(key) }, atMs);
  const kept = () => listNotifications(db, alice, 10).map(({ sentence }) => sentence.key);
  add('web.notFound', 1);
  markAllRead(db, alice, 100);
  add('web.signedOut', 2);
  expect(forgetReadNotifications(db, 99)).toBe(0);
  expect(forgetReadNotifications(db, 100)).toBe(1);
  expect(kept()).toEqual(['web.signedOut']);
});
