import type { Clock } from '../../lib/clock.ts';

/** At most one update in this time per picture, the first at once: keeps every word under 100 ms from model to page. */
export const wordsIntervalMs = 50;

/**
 * Thins out a stream of texts: the first is told at once, then at most one per interval, and the last one always.
 * `finish` stops it and tells nothing more, since the finished text follows on its own way.
 */
export function throttleWords(clock: Clock, tell: (text: string) => void) {
  let latest: string | undefined;
  let isWaiting = false;
  let isFinished = false;

  async function tellAndRest() {
    isWaiting = true;
    while (latest !== undefined && !isFinished) {
      const text = latest;
      latest = undefined;
      tell(text);
      await clock.sleep(wordsIntervalMs);
    }
    isWaiting = false;
  }

  return {
    say(text: string) {
      latest = text;
      if (!isWaiting) void tellAndRest();
    },
    finish() {
      isFinished = true;
    },
  };
}
