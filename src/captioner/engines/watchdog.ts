import type { Clock } from '../../lib/clock.ts';

export type DescribeLimits = {
  /** Silence before the first byte while the model may have to be loaded. An earlier end would cancel the loading. */
  firstByteColdMs: number;
  /** The same for a model that answered lately, without the wait for its slot. */
  firstByteWarmMs: number;
  /** Silence between two words. */
  idleMs: number;
  totalMs: number;
};

export const defaultLimits: DescribeLimits = {
  firstByteColdMs: 300_000,
  firstByteWarmMs: 60_000,
  idleMs: 60_000,
  totalMs: 900_000,
};

export type Expiry = 'first-byte' | 'idle' | 'total';

export type Watchdog = {
  /** Something arrived. */
  touch: () => void;
  /** Whether anything has arrived. */
  hasSpoken: () => boolean;
  /** Which limit ended the request, if one did. */
  expired: () => Expiry | undefined;
  stop: () => void;
};

/** Watches the silences of one request, and calls `onExpired` once when one is too long. */
export function startWatchdog(
  clock: Clock,
  limits: { firstByteMs: number; idleMs: number; totalMs: number },
  onExpired: () => void,
): Watchdog {
  const stopped = new AbortController();
  const startedAt = clock.now();
  let lastAt: number | undefined;
  let expiry: Expiry | undefined;

  const dueAt = () => (lastAt === undefined ? startedAt + limits.firstByteMs : lastAt + limits.idleMs);
  const watch = async () => {
    while (!stopped.signal.aborted) {
      const endsAt = startedAt + limits.totalMs;
      const nextAt = Math.min(dueAt(), endsAt);
      if (clock.now() >= nextAt) {
        expiry = nextAt === endsAt ? 'total' : lastAt === undefined ? 'first-byte' : 'idle';
        return onExpired();
      }
      // In pieces no longer than the shortest limit, since the first byte brings the next moment nearer.
      const restMs = Math.min(nextAt - clock.now(), limits.idleMs);
      await clock.sleep(restMs, stopped.signal).catch(() => {});
    }
  };
  void watch();

  return {
    touch: () => {
      lastAt = clock.now();
    },
    hasSpoken: () => lastAt !== undefined,
    expired: () => expiry,
    stop: () => stopped.abort(),
  };
}
