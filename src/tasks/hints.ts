import type { Clock } from '../lib/clock.ts';
import { toErrorRecord } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';

/** What a client offers where its server has a stream: something for each new post of the account. */
export type PostStream = { ownPosts?: (signal: AbortSignal) => AsyncGenerator<void, void, void> };

export type HintsOptions = {
  clock: Clock;
  log: Log;
  random: () => number;
  openClient: (connectionId: string) => { client: PostStream };
  /** A new post is out, or may be. */
  onPost: (connectionId: string) => void;
};

const firstPauseMs = 30_000;
const longestPauseMs = 3_600_000;
/** A stream that lasted so long was a good one, however it ended. */
const steadyMs = 300_000;

/**
 * Follows the streams of watched connections where their servers have one. A stream only hints that a look is worth
 * while; whatever is lost here is found by the looks, so a stream that breaks is opened again in its own good time.
 */
export function createHints({ clock, log, random, openClient, onPost }: HintsOptions) {
  const streams = new Map<string, AbortController>();

  async function follow(connectionId: string, signal: AbortSignal): Promise<void> {
    for (let brief = 0; !signal.aborted; ) {
      const openedAt = clock.now();
      if (!(await listen(connectionId, signal))) return;
      brief = clock.now() - openedAt > steadyMs ? 0 : brief + 1;
      const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** brief) * (0.5 + random());
      await clock.sleep(pauseMs, signal).catch(() => {});
    }
  }

  /** Listens until the stream ends, however it ends; false where there is none. */
  async function listen(connectionId: string, signal: AbortSignal): Promise<boolean> {
    try {
      const { client } = openClient(connectionId);
      if (!client.ownPosts) return false;
      for await (const _ of client.ownPosts(signal)) onPost(connectionId);
    } catch (thrown) {
      if (!signal.aborted) log.debug({ connectionId, error: toErrorRecord(thrown) }, 'a stream of posts broke off');
    }
    return true;
  }

  return {
    /** Follows these connections and no others. */
    set(connectionIds: string[]): void {
      for (const [id, stopping] of streams) if (!connectionIds.includes(id)) stop(id, stopping);
      for (const id of connectionIds) {
        if (streams.has(id)) continue;
        const stopping = new AbortController();
        streams.set(id, stopping);
        void follow(id, stopping.signal);
      }
    },
    stop(): void {
      for (const [id, stopping] of streams) stop(id, stopping);
    },
  };

  function stop(connectionId: string, stopping: AbortController): void {
    stopping.abort();
    streams.delete(connectionId);
  }
}
