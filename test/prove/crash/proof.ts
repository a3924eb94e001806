import { seededRandom } from '../../support/sandbox-instance/random.ts';
import { beginServerProcess, type StartingServer } from '../../support/server-process.ts';
import { connect, setUp } from '../../support/story/coming-in.ts';
import { startRun } from '../../support/story/run.ts';
import { createVisitor } from '../../support/visitor/index.ts';
import { type Ground, openGround } from './ground.ts';
import { momentsOf, untilMoment } from './moments.ts';
import { reviewUntilDone } from './reviewer.ts';
import { type Counts, countHarm } from './verdict.ts';
import { createWitness } from './witness.ts';

export type CrashReport = { name: 'crash'; ok: boolean; kills: number; stuck: number; seed: number } & Counts;
export type CrashWish = { kills: number; seed: number; tell?: (line: string) => void };

const login = { name: 'Robin', password: 'nineteen quiet herons' };
/** How long after the last kill everything may take to come to its end. */
const patienceMs = 60_000;

/**
 * Runs the program as a process of its own between sandboxes that live here, kills it with signal 9 at seeded moments
 * while pictures are described, approved and published, starts it again each time, and counts what went wrong.
 */
export async function proveCrashSafety({ kills, seed, tell = () => {} }: CrashWish): Promise<CrashReport> {
  const ground = await openGround(kills, seed);
  const witness = createWitness(ground.dataDir);
  const tooLong = new AbortController();
  let server: StartingServer = beginServerProcess(ground.settings);
  try {
    const { link } = await server.ready;
    const { origin: address } = new URL(link);
    const visitor = createVisitor();
    await setUp(visitor, link, login);
    await connect(visitor, address, { origin: ground.instance.origin, ...ground.account });
    const run = await startRun(visitor, address, { maxPostsPerRun: '5000', processingDelaySeconds: '0' });

    const random = seededRandom(`person ${seed}`);
    const review = reviewUntilDone({ visitor, address, run, witness, random, signal: tooLong.signal });
    // Awaited after the last kill; a person who gives up before must not end the process.
    review.catch(() => {});
    for (const moment of momentsOf(kills, seed)) {
      if (moment.after !== 'boot') await server.ready;
      await untilMoment(moment, ground);
      await server.kill();
      witness.lookIntoDatabase();
      tell(`killed ${moment.delayMs} ms after ${moment.count} × ${moment.after}; ${stateOf(ground)}`);
      server = beginServerProcess(ground.settings);
    }
    await server.ready;
    setTimeout(() => tooLong.abort(), patienceMs).unref();
    const { decisions, isDone } = await review;
    return report({ kills, seed, isDone, counts: countHarm({ ground, witness, decisions }) });
  } finally {
    tooLong.abort();
    await server.kill();
    await ground.close();
  }
}

function stateOf({ instance, ollama }: Ground): string {
  const calls = ollama.log.filter(({ route }) => route === '/api/chat').length;
  return `${calls} model calls, ${instance.edits.length} edits so far`;
}

type Findings = { kills: number; seed: number; isDone: boolean; counts: Counts };

function report({ kills, seed, isDone, counts }: Findings): CrashReport {
  const stuck = isDone ? 0 : 1;
  const { lost, captionedTwice, publishedTwice, changedOtherwise } = counts;
  const ok = lost + captionedTwice + publishedTwice + changedOtherwise + stuck === 0;
  return { name: 'crash', ok, kills, ...counts, stuck, seed };
}
