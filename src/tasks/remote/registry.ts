import type { Clock } from '../../lib/clock.ts';
import { toErrorRecord } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import type { RedisConnection } from '../../queue/redis-connection.ts';
import type { Mail } from './mail.ts';
import { type Announcement, announcement } from './messages.ts';
import { names } from './names.ts';

/** A helper as it last said of itself, and when that was by the clock of the web machine. */
export type Helper = Announcement & { seenAt: number };

export type Registry = {
  list: () => Helper[];
  /** Reads anew what the helpers say; answers those that have given a sign of life since the last time. */
  read: () => Promise<Helper[]>;
};

export type RegistryOptions = { redis: RedisConnection; mail: Mail; clock: Clock; log: Log; leaseMs: number };

/** Where a helper's announcement is bound to. */
export const helperPlace = (id: string) => `${names.helpers} ${id}`;

/** Which helpers there are. One that gave no sign of life for four leases is forgotten, with what lay ready for it. */
export function createRegistry({ redis, mail, clock, log, leaseMs }: RegistryOptions): Registry {
  const helpers = new Map<string, Helper>();

  function note(id: string, sealed: string): Helper | null {
    const said = mail.open(helperPlace(id), sealed, announcement);
    const known = helpers.get(id);
    const hasBeaten = known?.beat !== said.beat;
    const helper = { ...said, seenAt: hasBeaten ? clock.now() : known.seenAt };
    helpers.set(id, helper);
    return hasBeaten ? helper : null;
  }

  function noteOrLog(id: string, sealed: string): Helper | null {
    try {
      return note(id, sealed);
    } catch (thrown) {
      log.warn({ helperId: id, error: toErrorRecord(thrown) }, 'a helper cannot be understood');
      return null;
    }
  }

  async function forget(id: string) {
    helpers.delete(id);
    await redis.run((client) => Promise.all([client.hDel(names.helpers, id), client.del(names.inbox(id))]));
  }

  return {
    list: () => [...helpers.values()].sort((a, b) => a.startedAt - b.startedAt),
    async read() {
      const said = await redis.run((client) => client.hGetAll(names.helpers));
      const alive = Object.entries(said).flatMap(([id, sealed]) => noteOrLog(id, sealed) ?? []);
      for (const { id, seenAt } of helpers.values()) {
        if (!(id in said)) helpers.delete(id);
        else if (clock.now() - seenAt > 4 * leaseMs) await forget(id);
      }
      return alive;
    },
  };
}
