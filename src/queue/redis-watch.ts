import { systemClock } from '../lib/clock.ts';
import { describeCause } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { within } from '../lib/within.ts';
import type { RedisClient } from './redis-connection.ts';

export type RedisWatch = {
  isReady: () => boolean;
  /** Why it was not ready when it was last asked. */
  trouble: () => unknown;
  ask: () => Promise<boolean>;
  onChange: (listener: (isReady: boolean) => void) => () => void;
  stop: () => void;
};

const askEveryMs = 1000;
const askAgainMs = 200;
const answerWithinMs = 1500;

/** Asks every second whether Redis answers, because one that hangs keeps its sockets open; tells of each change. */
export function watchRedis(client: RedisClient, log: Log): RedisWatch {
  const listeners = new Set<(isReady: boolean) => void>();
  let isReady: boolean | undefined;
  let trouble: unknown;
  let isStopped = false;

  function see(isReadyNow: boolean, cause?: unknown) {
    trouble = cause;
    if (isStopped || isReadyNow === isReady) return;
    isReady = isReadyNow;
    if (isReadyNow) log.info('Redis answers');
    else log.warn({ cause: describeCause(cause) }, 'Redis does not answer');
    for (const listener of listeners) listener(isReadyNow);
  }

  async function ask(): Promise<boolean> {
    try {
      await within(answerWithinMs, client.ping());
      see(true);
      return true;
    } catch (thrown) {
      see(false, thrown);
      return false;
    }
  }

  /** Cuts a socket behind which nobody answers, so that no command waits there any longer. */
  function cutSilentSocket() {
    if (isStopped || !client.isReady) return;
    client.destroy();
    void client.connect().catch(() => {});
  }

  async function keepAsking() {
    while (!isStopped) {
      const isAnswering = await ask();
      if (!isAnswering) cutSilentSocket();
      await systemClock.sleep(isAnswering ? askEveryMs : askAgainMs);
    }
  }

  client.once('ready', () => void keepAsking());
  client.on('error', (thrown) => see(false, thrown));

  return {
    isReady: () => isReady === true,
    trouble: () => trouble,
    ask,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop() {
      isStopped = true;
    },
  };
}
