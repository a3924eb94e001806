import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { residentMb } from './site/resident.ts';
import { countDrafts, keepRunning } from './site/runs.ts';
import { openSite } from './site/site.ts';

/**
 * What a thousand pictures leave behind in memory: the program as a process of its own describes them in three runs at
 * a time at their default settings, one run after the other. `growth` is the median of its resident set over the last
 * sixth of the pictures against that over the second sixth, which ends the first third. `--images 10000`, `--ms 100`
 * for the time the sandbox model takes for one.
 */
const budget = 0.1;
const runners = 3;
const lookEveryMs = 100;
/** A run that stands still that long will not go on. */
const patienceMs = 60_000;

const { values } = parseArgs({
  options: { images: { type: 'string', default: '1000' }, ms: { type: 'string', default: '100' } },
});
const images = Number(values.images);
/** Some to spare, so that none of the three is done before the last picture that counts. */
const archive = Math.ceil((images * 1.3) / runners);

type Sample = { drafts: number; megabytes: number };

const site = await openSite({ people: runners, archives: Array(runners).fill(archive), msPerImage: Number(values.ms) });
const samples: Sample[] = [];
let idleMb = Number.NaN;
const enough = new AbortController();
try {
  idleMb = residentMb(site.server.pid);
  const runs = keepRunning(site, site.people, enough.signal);
  await Promise.race([watch(), runs]);
  enough.abort();
  await runs;
} finally {
  enough.abort();
  await site.close();
}

const firstMb = medianBetween(1 / 6, 1 / 3);
const lastMb = medianBetween(5 / 6, 1);
const growth = lastMb / firstMb - 1;
console.log(
  JSON.stringify({
    name: 'memory',
    ok: growth <= budget,
    growth: Math.round(growth * 1000) / 1000,
    budget,
    images: samples.at(-1)?.drafts,
    idleMb: Math.round(idleMb),
    firstMb: Math.round(firstMb),
    lastMb: Math.round(lastMb),
    mostMb: Math.round(Math.max(...samples.map(({ megabytes }) => megabytes))),
    sixthsMb: [0, 1, 2, 3, 4, 5].map((sixth) => Math.round(medianBetween(sixth / 6, (sixth + 1) / 6))),
  }),
);

/** Takes samples until so many pictures have their drafts. */
async function watch(): Promise<void> {
  let changedAtMs = Date.now();
  let drafts = 0;
  while (drafts < images) {
    const now = countDrafts(site);
    if (now !== drafts) changedAtMs = Date.now();
    drafts = now;
    samples.push({ drafts, megabytes: residentMb(site.server.pid) });
    if (Date.now() - changedAtMs > patienceMs) throw new Error(`no draft for a minute, after ${drafts}`);
    await sleep(lookEveryMs);
  }
}

/** Of the samples taken while these shares of the pictures were described. */
function medianBetween(from: number, to: number): number {
  const within = samples.filter(({ drafts }) => drafts > from * images && drafts <= to * images);
  const sorted = within.map(({ megabytes }) => megabytes).sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
