import type { Clock } from '../../lib/clock.ts';
import type { DescribeTimings } from '../captioner.ts';
import { createBreaker, pauses } from './breaker.ts';

/** A little less than the ten minutes that a server keeps an idle model. */
const staysLoadedMs = 540_000;
/** Until a host has loaded the model before our eyes. */
const assumedLoadMs = 10_000;
/** How much the newest picture counts in the measured speed. */
const newest = 0.3;

export type ModelAtHost = ReturnType<typeof createModelAtHost>;

/** What is known of a model at one host: how quick it is there, whether it is in memory and whether it is well. */
export function createModelAtHost(clock: Clock) {
  let pictureMs: number | null = null;
  let loadMs = assumedLoadMs;
  let loadedUntilMs = 0;
  return {
    breaker: createBreaker(clock, pauses),
    /** The measured time of a picture, without the waits; null before the first. */
    pictureMs: () => pictureMs,
    /** What loading would take now. */
    loadingMs: () => (loadedUntilMs > clock.now() ? 0 : loadMs),
    /** Answers the time of a picture by now. */
    took(timings: DescribeTimings): number {
      const ms = Math.max(1, timings.totalMs - timings.loadMs - timings.queueMs);
      pictureMs = pictureMs === null ? ms : newest * ms + (1 - newest) * pictureMs;
      if (loadedUntilMs === 0) loadMs = Math.max(1, timings.loadMs);
      loadedUntilMs = clock.now() + staysLoadedMs;
      return pictureMs;
    },
    isLoaded(loaded: boolean): void {
      loadedUntilMs = loaded ? clock.now() + staysLoadedMs : 0;
    },
  };
}
