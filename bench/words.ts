import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { findTask } from '../db/tasks.ts';
import { ensureSystemParts } from '../scripts/launch/system.mjs';
import { beginRun } from './site/runs.ts';
import { openSite } from './site/site.ts';
import { forkWatchers, streamRequest } from './site/watchers.ts';
import { type Growth, observeWords, readGrowths } from './words/observer.ts';

/**
 * How long a word takes from leaving the model until it stands in a person's page: a run in a real browser, with 99
 * more watchers of the same run. `p99Ms` is of every word, those that wait for the next sending included.
 * `--images 40`, `--ms 500` for the sandbox model's time for a picture, `--watchers 100`.
 */
const budgetMs = 100;
const lookEveryMs = 200;
const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '40' },
    ms: { type: 'string', default: '500' },
    watchers: { type: 'string', default: '100' },
  },
});
const images = Number(values.images);
const watched = Number(values.watchers);

await ensureSystemParts();
// Looks for the browser when it is loaded.
const { launchBrowser } = await import('../test/support/chromium.ts');

const browser = await launchBrowser();
const watchers = forkWatchers();
const site = await openSite({ people: 1, archives: [images], msPerImage: Number(values.ms) });
let growths: Growth[];
let observedFromMs: number;
try {
  const [person] = site.people;
  if (!person) throw new Error('nobody is there');
  const runId = await beginRun(site, person);
  // Before anything is measured: a hundred who come at once hold up the words of a moment.
  const request = streamRequest(`task:${runId},inbox`, person.cookie);
  const requests = Array.from({ length: watched - 1 }, () => request);
  await watchers.tell({ kind: 'open', port: Number(new URL(site.address).port), requests });
  const page = await (await browser.newContext()).newPage();
  const [name = '', value = ''] = person.cookie.split('=');
  await page.context().addCookies([{ name, value, url: site.address }]);
  await page.goto(`${site.address}/tasks/${runId}`);
  observedFromMs = await observeWords(page);
  while (['queued', 'running'].includes(findTask(site.reader, runId)?.status ?? '')) await sleep(lookEveryMs);
  await page.locator('#run-progress.progress-done').waitFor();
  growths = await readGrowths(page);
  await watchers.tell({ kind: 'close' });
} finally {
  watchers.close();
  await browser.close();
  await site.close();
}

const spoken = site.ollama.log.filter(({ route }) => route === '/api/chat').map(({ tokensAt }) => tokensAt);
// Described one after the other: the last that was shown is the last that was said. The first may have begun unseen.
const latencies = growths.toReversed().flatMap((growth, index) => {
  const spokenAt = spoken.at(-1 - index) ?? [];
  return (spokenAt[0] ?? 0) < observedFromMs ? [] : delaysOf(growth, spokenAt);
});
const p99Ms = percentile(latencies, 0.99);
console.log(
  JSON.stringify({
    name: 'words',
    ok: latencies.length > 0 && p99Ms <= budgetMs,
    ...{ p99Ms, budgetMs, p50Ms: percentile(latencies, 0.5), maxMs: Math.max(...latencies) },
    ...{ words: latencies.length, images: growths.length, watchers: watched },
    // Above the number of processors: others work on this machine too, and the time is theirs as well.
    machineLoad: Math.round(10 * (loadavg()[0] ?? Number.NaN)) / 10,
  }),
);

/** From the moment each word left the model to the first one at which the page showed so many. */
function delaysOf(growth: Growth, spokenAt: number[]): number[] {
  if (growth.at(-1)?.words !== spokenAt.length) {
    throw new Error(`the page shows ${growth.at(-1)?.words} words of the ${spokenAt.length} that were said`);
  }
  return spokenAt.map((atMs, index) => (growth.find(({ words }) => words > index)?.atMs ?? Number.NaN) - atMs);
}

function percentile(numbers: number[], share: number): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
