import { readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { newId } from '../src/lib/ids.ts';
import type { LoopDelay } from './site/loop-gauge.ts';
import { beginRun, countDrafts } from './site/runs.ts';
import { openSite } from './site/site.ts';
import { forkWatchers, streamRequest } from './site/watchers.ts';

/**
 * How late the event loop of the program gets while three runs work at three slots (250 ms a picture) and a hundred
 * watchers look on; with the 5 ms of the gauge's own timer in it. `--seconds 40`, `--watchers 100`.
 */
const budgets = { p99Ms: 20, maxMs: 100 };
const runners = 3;
/** Enough for the whole time, and as many as three slots can describe. */
const archive = 200;
const msPerImage = 250;
/** The first pictures find the code cold. */
const warmUpMs = 5000;

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '40' }, watchers: { type: 'string', default: '100' } },
});
const watched = Number(values.watchers);

const gaugeFile = join(tmpdir(), `altwright-loop-${newId(Date.now())}.json`);
const gauge = new URL('./site/loop-gauge.ts', import.meta.url);
gauge.searchParams.set('file', gaugeFile);
const site = await openSite({
  people: runners,
  archives: Array(runners).fill(archive),
  ...{ msPerImage, slots: runners },
  command: [process.execPath, '--import', gauge.href, 'src/main.ts'],
});
const watchers = forkWatchers();
let delay: LoopDelay;
let drafts = 0;
try {
  const requests: string[] = [];
  for (const person of site.people) {
    const id = await beginRun(site, person, { maxPostsPerRun: String(archive) });
    const request = streamRequest(`task:${id},inbox`, person.cookie);
    requests.push(...Array.from({ length: Math.ceil(watched / runners) }, () => request));
  }
  const port = Number(new URL(site.address).port);
  await watchers.tell({ kind: 'open', port, requests: requests.slice(0, watched) });
  await sleep(warmUpMs);
  await readGauge();
  const before = countDrafts(site);
  await sleep(Number(values.seconds) * 1000);
  delay = await readGauge();
  drafts = countDrafts(site) - before;
  await watchers.tell({ kind: 'close' });
} finally {
  watchers.close();
  await site.close();
  rmSync(gaugeFile, { force: true });
}

const { p50Ms, p99Ms, maxMs, ownP99Ms, ownMaxMs } = delay;
console.log(
  JSON.stringify({
    name: 'loop',
    ok: drafts > 0 && p99Ms <= budgets.p99Ms && maxMs <= budgets.maxMs,
    ...{ p99Ms: rounded(p99Ms), maxMs: rounded(maxMs), budgets, p50Ms: rounded(p50Ms) },
    // The main thread's own work between two ticks; the rest of a delay is waiting for a processor or the disk.
    ...{ ownP99Ms: rounded(ownP99Ms), ownMaxMs: rounded(ownMaxMs) },
    ...{ runs: runners, watchers: watched, drafts },
    // Above the number of processors: others work on this machine too, and the delay is theirs as well.
    machineLoad: rounded(loadavg()[0] ?? Number.NaN),
  }),
);

/** What was measured since the last time it was asked. */
async function readGauge(): Promise<LoopDelay> {
  rmSync(gaugeFile, { force: true });
  process.kill(site.server.pid, 'SIGUSR2');
  while (true) {
    await sleep(20);
    const told = readIfWhole();
    if (told) return told;
  }
}

function readIfWhole(): LoopDelay | undefined {
  try {
    return JSON.parse(readFileSync(gaugeFile, 'utf8'));
  } catch {
    return undefined;
  }
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
