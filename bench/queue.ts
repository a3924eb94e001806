import { parseArgs } from 'node:util';
import { ensureSystemParts, systemParts } from '../scripts/launch/system.mjs';
import { newId } from '../src/lib/ids.ts';
import { startRedisServer } from '../test/support/redis-server.ts';
import { openBullSide } from './queue/bull-side.ts';
import type { Side } from './queue/side.ts';
import { openSqliteSide } from './queue/sqlite-side.ts';

/**
 * The queue in SQLite against BullMQ on a Redis at loopback, each as fast as it can be used: how many jobs a second are
 * claimed and settled with three running and nothing to do, of those that were added one by one beforehand; and how long
 * it takes from adding a job to an idle queue until it starts. Both take turns; the ratios are medians of the rounds.
 * `--jobs 500 --starts 50 --rounds 3` for a quick run.
 */
const budget = { throughputRatio: 1, latencyRatio: 1 };

const { values } = parseArgs({
  options: {
    jobs: { type: 'string', default: '5000' },
    starts: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '5' },
  },
});
const [jobs, starts, rounds] = [Number(values.jobs), Number(values.starts), Number(values.rounds)];

const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
const rounded = (value: number) => Math.round(value * 1000) / 1000;

async function measure(side: Side) {
  for (let job = 0; job < jobs; job += 1) await side.enqueue(newId(Date.now()));
  const startMs = performance.now();
  await side.workOff(jobs);
  const jobsPerSecond = (1000 * jobs) / (performance.now() - startMs);
  const startsMs: number[] = [];
  for (let job = 0; job < starts; job += 1) startsMs.push(await side.start(newId(Date.now())));
  return { jobsPerSecond, startMs: median(startsMs) };
}

const redisParts = systemParts.filter(({ name }) => name === 'Redis');
Object.assign(process.env, await ensureSystemParts(redisParts));
const server = await startRedisServer();
const sqlite = await openSqliteSide();
const bull = await openBullSide(server.url);

const ours: Awaited<ReturnType<typeof measure>>[] = [];
const theirs: typeof ours = [];
for (let round = 0; round < rounds; round += 1) {
  ours.push(await measure(sqlite));
  theirs.push(await measure(bull));
}
await Promise.all([sqlite.close(), bull.close()]);
await server.stop();

const ratioOf = (name: 'jobsPerSecond' | 'startMs') =>
  rounded(median(ours.map((one, round) => one[name] / (theirs[round]?.[name] ?? Number.NaN))));
const throughputRatio = ratioOf('jobsPerSecond');
const latencyRatio = ratioOf('startMs');
console.log(
  JSON.stringify({
    name: 'queue',
    ok: throughputRatio >= budget.throughputRatio && latencyRatio <= budget.latencyRatio,
    throughputRatio,
    latencyRatio,
    budget,
    ...{ jobs, starts, rounds },
    sqliteJobsPerSecond: Math.round(median(ours.map((one) => one.jobsPerSecond))),
    bullJobsPerSecond: Math.round(median(theirs.map((one) => one.jobsPerSecond))),
    sqliteStartMs: rounded(median(ours.map((one) => one.startMs))),
    bullStartMs: rounded(median(theirs.map((one) => one.startMs))),
  }),
);
