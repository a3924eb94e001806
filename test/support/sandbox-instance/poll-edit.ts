import type { Poll } from './records.ts';
import type { World } from './world.ts';
import { newRecordId } from './world.ts';

/**
 * What becomes of a poll when an edit carries these poll fields: absent deletes it, the same options keep its id and
 * votes but move its end, other options begin a new one.
 */
export function editedPoll(world: World, current: Poll | null, fields: unknown): Poll | null {
  if (!fields || typeof fields !== 'object') return null;
  const { options, expires_in: seconds, multiple } = fields as Record<string, unknown>;
  if (!Array.isArray(options)) return null;
  const expiresAtMs = world.clock.now() + Number(seconds ?? 0) * 1000;
  const titles = options.map(String);
  const same = current && JSON.stringify(current.options.map(({ title }) => title)) === JSON.stringify(titles);
  if (same) return { ...current, expiresAtMs };
  const fresh = titles.map((title) => ({ title, votes: 0 }));
  return { id: newRecordId(world), options: fresh, expiresAtMs, multiple: multiple === true };
}
