import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { between, pick, type Random, seededRandom } from '../../test/support/sandbox-instance/random.ts';
import { type Counts, openBrowser, type Place } from './browser.ts';

/**
 * People with open windows, in a thread of its own, so that its work is not taken for the server's: some windows stay
 * where they are and follow their page, in one more each person goes from page to page.
 */
export type Wish = {
  address: string;
  /** Of every person: the cookie, the pages that stay open, and those she goes to. */
  people: { cookie: string; open: Place[]; places: Places }[];
  /** How often a person opens a page, on average. */
  pageEveryMs: number;
  /** The time in which all windows are opened; their first pages are not counted. */
  warmUpMs: number;
  forMs: number;
};
export type Places = readonly [Place, ...Place[]];

export type Harvest = Counts & {
  /** Open at the end. */
  streams: number;
  /** The part of the time this thread was busy: near 1 it measures itself. */
  busy: number;
};

parentPort?.on('message', async (wish: Wish) => {
  parentPort?.postMessage(await live(wish));
});

async function live(wish: Wish): Promise<Harvest> {
  const browser = openBrowser(wish.address);
  const before = performance.eventLoopUtilization();
  const lives = wish.people.map((person, index) => be(person, { ...wish, browser }, seededRandom(`person ${index}`)));
  const windows = (await Promise.all(lives)).flat();
  const busy = performance.eventLoopUtilization(before).utilization;
  const streams = windows.filter((window) => window.isFollowing()).length;
  for (const window of windows) window.leave();
  browser.close();
  return { ...browser.counts, streams, busy };
}

type Setting = Wish & { browser: ReturnType<typeof openBrowser> };

async function be({ cookie, open, places }: Wish['people'][number], setting: Setting, random: Random) {
  const { browser, warmUpMs, forMs, pageEveryMs } = setting;
  const beginMs = performance.now() + warmUpMs;
  const staying = open.map(async (place) => {
    const window = browser.openWindow(cookie);
    await sleep(between(random, 0, warmUpMs));
    await window.visit(place, false);
    return window;
  });
  const opened = await Promise.all(staying);
  const moving = browser.openWindow(cookie);
  // The next visit is due by the clock, not by the answer: who is slow must not be spared requests.
  const pause = () => -Math.log(1 - random()) * pageEveryMs;
  for (let dueMs = beginMs + pause(); dueMs < beginMs + forMs; dueMs += pause()) {
    await sleep(Math.max(0, dueMs - performance.now()));
    await moving.visit(pick(random, places), true);
  }
  return [...opened, moving];
}
