import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';

export type Lanes = {
  start: (onIdle: () => void) => void;
  nextAt: () => number | undefined;
  idle: () => Promise<unknown>;
};

/** Rows may change without a word to the loop (a command beside the running server), so it looks now and then. */
const longestSleepMs = 60_000;

/** Sets the lanes going whenever something may be due, and sleeps until then. */
export function createLoop(tools: { lanes: Lanes; clock: Clock; log: Pick<Log, 'error'>; stopping: AbortController }) {
  const { lanes, clock, stopping } = tools;
  let nap = new AbortController();
  let isAwake = false;
  let running: Promise<void> | undefined;

  /** Safe from anywhere and any number of times. */
  function wake(): void {
    isAwake = true;
    nap.abort();
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      isAwake = false;
      try {
        lanes.start(wake);
      } catch (thrown) {
        tools.log.error({ err: thrown }, 'the publishing loop could not look for work');
      }
      if (!isAwake) await sleep();
    }
  }

  async function sleep(): Promise<void> {
    nap = new AbortController();
    await clock.sleep(untilNext(), nap.signal).catch(() => {});
  }

  function untilNext(): number {
    try {
      return Math.min(longestSleepMs, Math.max(0, (lanes.nextAt() ?? Number.POSITIVE_INFINITY) - clock.now()));
    } catch (thrown) {
      tools.log.error({ err: thrown }, 'the publishing loop could not see when to go on');
      return longestSleepMs;
    }
  }

  return {
    wake,
    start(): void {
      running ??= run();
    },
    async stop(): Promise<void> {
      stopping.abort();
      wake();
      await running;
      await lanes.idle();
    },
  };
}
