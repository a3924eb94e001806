import { once } from 'node:events';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';

import type { Harvest, Wish } from './load/client.ts';
import { layThumbnails, seedHistory } from './load/seed.ts';
import { beginRun, countDrafts } from './site/runs.ts';
import { type Inhabitant, openSite } from './site/site.ts';

/**
 * Whether pages stay quick when everybody is there: 50 people with four windows each that stay open, every one with its
 * stream, and a fifth in which they open a page every four seconds, while three runs work. `p99Ms` is of all pages, from asking to the last byte.
 * `--seconds 60`, `--people 50`, `--every 4` (seconds), `--slots 1`, `--ms 250` (the sandbox model's time for a picture).
 */
const budgetMs = 250;
const runners = 3;
const windowsOpen = 4;
const warmUpMs = 10_000;
/** Far more than three runs get described meanwhile. */
const archive = 400;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    people: { type: 'string', default: '50' },
    every: { type: 'string', default: '4' },
    slots: { type: 'string', default: '1' },
    ms: { type: 'string', default: '250' },
  },
});
const people = Number(values.people);
const forMs = Number(values.seconds) * 1000;

const site = await openSite({
  people,
  archives: Array(runners).fill(archive),
  msPerImage: Number(values.ms),
  slots: Number(values.slots),
  async settle(db, everybody, dataDir) {
    seedHistory(db, everybody, Date.now());
    await layThumbnails(db, dataDir);
  },
});
const client = new Worker(new URL('./load/client.ts', import.meta.url));
let harvest: Harvest;
let drafts = 0;
let isRunning = false;
try {
  const settings = { maxPostsPerRun: String(archive) };
  const runs: string[] = [];
  for (const person of site.people.slice(0, runners)) runs.push(await beginRun(site, person, settings));
  const before = countDrafts(site);
  const wish: Wish = {
    address: site.address,
    people: site.people.map((person, index) => ({ cookie: person.cookie, ...pagesOf(person, runs[index]) })),
    ...{ pageEveryMs: Number(values.every) * 1000, warmUpMs, forMs },
  };
  client.postMessage(wish);
  [harvest] = await once(client, 'message');
  drafts = countDrafts(site) - before;
  isRunning = runs.every((id) => statusOf(id) === 'running');
} finally {
  await client.terminate();
  await site.close();
}

const times = Object.values(harvest.pages).flat();
const p99Ms = percentile(times, 0.99);
const isBroken = (status: string) => status === '0' || Number(status) >= 500;
const broken = Object.entries(harvest.statuses).reduce((sum, [status, n]) => sum + (isBroken(status) ? n : 0), 0);
const isWhole = isRunning && harvest.streams >= people * windowsOpen && harvest.lostStreams === 0;
console.log(
  JSON.stringify({
    name: 'load',
    ok: isWhole && broken === 0 && p99Ms <= budgetMs,
    p99Ms: rounded(p99Ms),
    budgetMs,
    ...{ people, streams: harvest.streams, lostStreams: harvest.lostStreams, runs: runners, isRunning, drafts },
    pages: times.length,
    p50Ms: rounded(percentile(times, 0.5)),
    mostMs: rounded(Math.max(...times)),
    p99MsByPage: Object.fromEntries(
      Object.entries(harvest.pages).map(([name, one]) => [name, rounded(percentile(one, 0.99))]),
    ),
    statuses: harvest.statuses,
    messages: harvest.messages,
    // Above the number of processors: others work on this machine too, and the times are theirs as well.
    machineLoad: rounded(loadavg()[0] ?? Number.NaN),
    clientBusy: Math.round(100 * harvest.busy) / 100,
  }),
);

/** Four that a person leaves open, and all that she goes to: what is new, what waits for her, her latest run. */
function pagesOf({ userId }: Inhabitant, runId = latestRunOf(userId)): Pick<Wish['people'][number], 'open' | 'places'> {
  const dashboard = { name: 'dashboard', path: '/' };
  const inbox = { name: 'inbox', path: '/inbox' };
  const run = { name: 'run', path: `/tasks/${runId}` };
  const review = { name: 'review', path: `/tasks/${runId}/review` };
  const publications = { name: 'publications', path: '/publications' };
  const settings = { name: 'settings', path: '/settings' };
  const open = [dashboard, inbox, run, publications];
  return { open, places: [dashboard, inbox, run, review, publications, settings] };
}

function latestRunOf(userId: string): string {
  const latest = 'select id from caption_generation_tasks where user_id = ? order by id desc limit 1';
  return site.reader.$client.prepare(latest).pluck().get(userId) as string;
}

function statusOf(id: string): unknown {
  return site.reader.$client.prepare('select status from caption_generation_tasks where id = ?').pluck().get(id);
}

function percentile(numbers: number[], share: number): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
