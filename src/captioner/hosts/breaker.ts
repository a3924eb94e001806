import type { Clock } from '../../lib/clock.ts';

/** How long a host is left alone after its first failure; twice as long after each further one, up to the longest. */
export const pauses = { firstMs: 2000, longestMs: 60_000 };

/** How many failures in a row count, where a single one may be chance. */
const chancesInARow = 3;

/**
 * Keeps work from where it fails. Closed, everything goes; open, nothing does; once its pause is over one trial may go
 * (half-open), which closes it or opens it for longer.
 */
export function createBreaker(clock: Clock, { firstMs, longestMs }: typeof pauses) {
  let inARow = 0;
  let opened: { untilMs: number; pauseMs: number } | null = null;
  let isTrying = false;

  function open(): void {
    const pauseMs = opened ? Math.min(longestMs, opened.pauseMs * 2) : firstMs;
    opened = { pauseMs, untilMs: clock.now() + pauseMs };
    isTrying = false;
  }

  return {
    isClosed: () => opened === null,
    /** Whether one trial may go. */
    isDue: () => opened !== null && !isTrying && clock.now() >= opened.untilMs,
    trying(): void {
      isTrying = true;
    },
    /** The trial came to nothing, neither way; with a sign that it is well again, the next one is due at once. */
    triedNothing({ isDue = false } = {}): void {
      isTrying = false;
      if (opened && isDue) opened.untilMs = clock.now();
    },
    /** `isSure`: the next one would fail as well. */
    failed({ isSure }: { isSure: boolean }): void {
      inARow += 1;
      // What was under way when it opened says nothing new.
      if (opened && !isTrying) return;
      if (opened || isSure || inARow >= chancesInARow) open();
    },
    succeeded(): void {
      inARow = 0;
      opened = null;
      isTrying = false;
    },
  };
}
