import type { Clock } from '../../lib/clock.ts';
import type { DescribeLimits } from './watchdog.ts';

/** A little less than the ten minutes that the server keeps an idle model. */
const staysWarmMs = 540_000;

/**
 * What one captioner remembers of its models: how long silence is still normal. The server's own list of loaded models
 * names those in the middle of being loaded too, so it cannot tell; an answer of our own can.
 */
export function createWarmth(clock: Clock, limits: DescribeLimits) {
  const answeredAt = new Map<string, number>();
  let slowestMs = 0;
  return {
    /** Loading takes minutes; a loaded model waits for its slot, behind requests as slow as the slowest so far. */
    firstByteMs: (model: string): number => {
      const lastAt = answeredAt.get(model);
      const isWarm = lastAt !== undefined && clock.now() - lastAt < staysWarmMs;
      return (isWarm ? limits.firstByteWarmMs : limits.firstByteColdMs) + 2 * slowestMs;
    },
    answered: (model: string) => answeredAt.set(model, clock.now()),
    /** After a failure it may be loading again. */
    failed: (model: string) => answeredAt.delete(model),
    took: (ms: number) => {
      slowestMs = Math.max(slowestMs, ms);
    },
  };
}

export type Warmth = ReturnType<typeof createWarmth>;
