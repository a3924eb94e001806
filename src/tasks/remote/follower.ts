import type { Clock } from '../../lib/clock.ts';
import { toErrorRecord } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import type { Log } from '../../lib/log.ts';
import type { RedisConnection } from '../../queue/redis-connection.ts';

export type Entry = { id: string; sealed: string | undefined };

/** When an entry was added, by the clock of Redis, which is the same for all machines. */
export const addedAt = (entryId: string) => Number.parseInt(entryId, 10);

export type Follower = {
  /** Calls back with every entry of a stream, from its beginning on, in order. The answer stops that. */
  follow: (key: string, onEntry: (entry: Entry) => void) => () => void;
  stop: () => void;
};

export type FollowerOptions = { redis: RedisConnection; clock: Clock; log: Log };

type Followed = { lastId: string; onEntry: (entry: Entry) => void };

const blockMs = 4000;
const againMs = 200;
const mostAtOnce = 200;

/** Reads any number of streams over one connection, as entries come. Goes on where it was after Redis was away. */
export function createFollower({ redis, clock, log }: FollowerOptions): Follower {
  const client = redis.duplicate();
  const followed = new Map<string, Followed>();
  /** Ends the read under way, so that the next one has the new stream among its keys. */
  const nudge = `altwright:nudge:${newId()}`;
  let nudgeId = '0';
  let isStopped = false;

  async function readOnce() {
    const streams = [...followed].map(([key, { lastId }]) => ({ key, id: lastId }));
    const answer = await client.xRead([...streams, { key: nudge, id: nudgeId }], { BLOCK: blockMs, COUNT: mostAtOnce });
    for (const { name, messages } of (answer ?? []) as Streams) {
      if (name === nudge) nudgeId = messages.at(-1)?.id ?? nudgeId;
      else for (const { id, message } of messages) hand(name, id, message.sealed);
    }
  }

  function hand(key: string, id: string, sealed: string | undefined) {
    const stream = followed.get(key);
    if (!stream) return;
    stream.lastId = id;
    try {
      stream.onEntry({ id, sealed });
    } catch (thrown) {
      log.error({ key, error: toErrorRecord(thrown) }, 'a message of another machine could not be used');
    }
  }

  async function keepReading() {
    while (!isStopped) {
      try {
        await readOnce();
      } catch {
        // Redis is away, which its watch has told already.
        await clock.sleep(againMs);
      }
    }
  }

  function interrupt() {
    const ring = (client: RedisConnection['client']) =>
      Promise.all([
        client.xAdd(nudge, '*', { now: '' }, { TRIM: { strategy: 'MAXLEN', threshold: 1 } }),
        client.expire(nudge, 60),
      ]);
    // Without it the new stream is read when the read under way ends by itself.
    redis.run(ring).catch(() => {});
  }

  void keepReading();
  return {
    follow(key, onEntry) {
      const stream = { lastId: '0', onEntry };
      followed.set(key, stream);
      interrupt();
      return () => {
        if (followed.get(key) === stream) followed.delete(key);
      };
    },
    stop() {
      isStopped = true;
      client.destroy();
    },
  };
}

type Streams = { name: string; messages: { id: string; message: Record<string, string> }[] }[];
