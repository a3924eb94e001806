import type { createClient } from 'redis';
import { AppError, describeCause } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { say } from '../lib/sentence.ts';
import { within } from '../lib/within.ts';
import { watchRedis } from './redis-watch.ts';

export type RedisClient = ReturnType<typeof createClient>;

export type RedisConnection = {
  /** The client itself, for libraries. What a person waits for goes through `run`. */
  client: RedisClient;
  /** Whether Redis answered when it was last asked. */
  isReady: () => boolean;
  /** Whether it answers now; known within a second and a half. */
  ping: () => Promise<boolean>;
  /** Runs commands; throws the AppError `redis-unreachable` at once while Redis is away, and soon when it hangs. */
  run: <T>(commands: (client: RedisClient) => Promise<T>) => Promise<T>;
  /** Calls back whenever Redis goes away or is back, within three seconds. Answers how to stop that. */
  onChange: (listener: (isReady: boolean) => void) => () => void;
  /** A further connection for reads that block, at most `longestBlockMs`, or for subscriptions. Closed with this one. */
  duplicate: () => RedisClient;
  close: () => void;
};

/** A blocking read on a duplicate ends before its silence would be taken for a dead connection. */
export const longestBlockMs = 5000;

const commandWithinMs = 2500;
/** A handshake that nobody answers, as with a Redis that hangs, is begun anew; so is a connection. */
const silentSocketMs = 2000;
const pingEveryMs = 1000;
const reconnectWithinMs = 1000;

/**
 * Connects to Redis and stays at it, reconnecting by itself. Resolves with the first answer or the first failure, for
 * Redis may well be away at the start.
 */
export async function connectRedis({ url, log }: { url: string; log: Log }): Promise<RedisConnection> {
  // Loaded by those only who use it.
  const { createClient, ErrorReply } = await import('redis');
  const reconnectStrategy = (tries: number) => Math.min(reconnectWithinMs, 50 * 2 ** Math.min(tries, 10));
  const client: RedisClient = createClient({
    url,
    socket: { reconnectStrategy, connectTimeout: silentSocketMs, socketTimeout: silentSocketMs },
    // Keeps a socket with nothing to say from being taken for a dead one.
    pingInterval: pingEveryMs,
    // A command waits for nobody to come back; who gave it may try again.
    disableOfflineQueue: true,
  });
  const watch = watchRedis(client, log);
  const duplicates: RedisClient[] = [];

  async function run<T>(commands: (client: RedisClient) => Promise<T>): Promise<T> {
    if (!watch.isReady()) throw unreachable(watch.trouble());
    try {
      return await within(commandWithinMs, commands(client));
    } catch (thrown) {
      if (thrown instanceof AppError) throw thrown;
      const isRefusal = thrown instanceof ErrorReply && !thrown.message.startsWith('LOADING');
      throw isRefusal ? refused(thrown) : unreachable(thrown);
    }
  }

  function duplicate(): RedisClient {
    const socket = { ...client.options.socket, socketTimeout: 2 * longestBlockMs };
    const another: RedisClient = client.duplicate({ socket, pingInterval: longestBlockMs });
    another.on('error', (thrown) => log.debug({ cause: describeCause(thrown) }, 'a connection to Redis broke'));
    connect(another);
    duplicates.push(another);
    return another;
  }

  const isSettled = new Promise<void>((resolve) => {
    const stop = watch.onChange(() => resolve(stop()));
  });
  connect(client);
  await isSettled;

  return {
    ...{ client, run, duplicate },
    isReady: watch.isReady,
    ping: watch.ask,
    onChange: watch.onChange,
    close() {
      watch.stop();
      for (const one of [client, ...duplicates]) one.destroy();
    },
  };
}

/** Begins to connect; trouble is told as an `error` of the client, which tries again by itself. */
function connect(client: RedisClient) {
  void client.connect().catch(() => {});
}

function unreachable(cause: unknown): AppError {
  return new AppError('resource', say('queue.redisUnreachable'), { code: 'redis-unreachable', cause });
}

/** It answers, but does not do as asked: full, read-only, or holding something else under our keys. */
function refused(cause: unknown): AppError {
  return new AppError('resource', say('queue.redisRefused'), { code: 'redis-refused', cause });
}
