/** Between which numbers a host's cap may move; null where it stays as it began. */
export type CapRange = { least: number; most: number } | null;

/** How much the newest picture counts in the measured wait. */
const newest = 0.3;
/** Pictures to see under one cap before it is changed. */
const fewestSeen = 5;
/** In mean service times: behind one other picture it is about one, which hides the upload; more only waits. */
const longWait = 1.25;
const noWait = 0.1;

/**
 * How many pictures may be at a host at once. A host that describes n at a time wants n + 1; how many that is, the waits
 * for its slots tell.
 */
export function createCap(start: number, range: CapRange) {
  let atMost = start;
  let startedAt = start;
  let ceiling = range ? Math.max(range.most, start) : start;
  let wait: number | null = null;
  let seen = 0;
  /** Pictures that were there under the number before. */
  let earlier = 0;

  function set(next: number): void {
    earlier = atMost - 1;
    atMost = next;
    wait = null;
    seen = 0;
  }

  return {
    now: () => atMost,
    /** Where it does not move, the number that was said last holds. */
    startAt(next: number): void {
      if (next === startedAt || range) return;
      startedAt = next;
      set(next);
    },
    /** Memory was too short for so many: one by one now, and never as many again. */
    ranOutOfMemory(): void {
      // Those that were there together run out together: the first of them says it all.
      if (!range || atMost <= range.least) return;
      ceiling = atMost - 1;
      set(range.least);
    },
    /** `wasFull`: there was no room for one more. */
    waited(serviceTimes: number, { wasFull }: { wasFull: boolean }): void {
      if (!range) return;
      if (earlier > 0) {
        earlier -= 1;
        return;
      }
      wait = wait === null ? serviceTimes : newest * serviceTimes + (1 - newest) * wait;
      seen += 1;
      if (seen < fewestSeen) return;
      if (wait > longWait && atMost > range.least) set(atMost - 1);
      else if (wait < noWait && wasFull && atMost < ceiling) set(atMost + 1);
    },
  };
}
