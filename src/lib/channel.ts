/**
 * A queue between parts that work at their own pace. `push` waits while the channel is full; iterating ends when it
 * is closed and empty, and throws what it was failed with. Several readers share the items.
 */
export type Channel<T> = AsyncIterable<T> & {
  /** Resolves once there is room; false when the channel was closed meanwhile and the item is dropped. */
  push: (item: T) => Promise<boolean>;
  /** Puts the item in whatever the size, or in the place of a waiting one of the same key. */
  put: (item: T, key?: string) => void;
  /** Resolves once every item was taken and its reader came back for more, or the channel was closed. */
  drained: () => Promise<void>;
  close: () => void;
  fail: (reason: unknown) => void;
};

type Entry<T> = { item: T; key: string | undefined };

export function createChannel<T>(capacity = Number.POSITIVE_INFINITY): Channel<T> {
  const entries: Entry<T>[] = [];
  let waiting: (() => void)[] = [];
  let awaitingIdle: (() => void)[] = [];
  let idleReaders = 0;
  let end: { reason?: unknown; isFailure: boolean } | undefined;

  const changed = () => {
    const awakened = waiting;
    waiting = [];
    for (const wake of awakened) wake();
  };
  const change = () => new Promise<void>((resolve) => waiting.push(resolve));

  function wakeIdle() {
    const awakened = awaitingIdle;
    awaitingIdle = [];
    for (const wake of awakened) wake();
  }

  async function beIdle() {
    idleReaders += 1;
    wakeIdle();
    await change();
    idleReaders -= 1;
  }

  function finish(next: { reason?: unknown; isFailure: boolean }) {
    end ??= next;
    if (end.isFailure) entries.length = 0;
    changed();
    wakeIdle();
  }

  return {
    async push(item) {
      while (!end && entries.length >= capacity) await change();
      if (end) return false;
      entries.push({ item, key: undefined });
      changed();
      return true;
    },
    put(item, key) {
      if (end) return;
      const waitingEntry = key === undefined ? undefined : entries.find((entry) => entry.key === key);
      if (waitingEntry) waitingEntry.item = item;
      else entries.push({ item, key });
      changed();
    },
    async drained() {
      while (!end && (entries.length > 0 || idleReaders === 0)) {
        await new Promise<void>((resolve) => awaitingIdle.push(resolve));
      }
    },
    close: () => finish({ isFailure: false }),
    fail: (reason) => finish({ reason, isFailure: true }),
    async *[Symbol.asyncIterator]() {
      while (true) {
        const entry = entries.shift();
        if (entry) {
          changed();
          yield entry.item;
        } else if (end) {
          if (end.isFailure) throw end.reason;
          return;
        } else await beIdle();
      }
    },
  };
}
