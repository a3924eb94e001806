import { setTimeout as sleep } from 'node:timers/promises';
import { isAsked } from '../../support/run-scene.ts';
import { between, pick, type Random, seededRandom } from '../../support/sandbox-instance/random.ts';
import type { Ground } from './ground.ts';
import type { VictimKind } from './victims.ts';

/**
 * What the next kill waits for: so many more of these requests once the program is ready, and then a little. `boot`
 * does not wait until it is ready.
 */
export type Moment = { after: 'boot' | 'start' | 'model call' | 'picture' | 'edit'; count: number; delayMs: number };

/** A kill: who, when, and how long it stays away. `which` of several of a kind is from 0 to 1. */
export type Kill = Moment & { victim: VictimKind; which: number; awayMs: number };

/**
 * Kills before there is work prove nothing, so this is longer than any wait of the hurried program, on a busy machine
 * too. In real time some waits cannot be sat out.
 */
const longestWaitMs = { hurried: 20_000, real: 4000 };

const afters = ['boot', 'start', 'model call', 'model call', 'picture', 'edit', 'edit', 'edit'] as const;

/** How long the victims stay away at most. The program itself is started again at once: its people wait for it. */
const longestAwayMs: Record<VictimKind, number> = { server: 0, worker: 1000, redis: 1500, model: 2500, instance: 2500 };

/** The same kills for the same seed. */
export function killsOf(kills: number, seed: number, kinds: readonly [VictimKind, ...VictimKind[]]): Kill[] {
  const random = seededRandom(`kills ${seed}`);
  return dealt(kinds, kills, random).map((victim) => {
    const awayMs = between(random, 0, longestAwayMs[victim]);
    return { ...nextMoment(random), victim, which: random(), awayMs };
  });
}

/** So many, each of them as often as the others, in an order by chance. */
function dealt<T>(cards: readonly T[], count: number, random: Random): T[] {
  const hand: T[] = [];
  for (let deck: T[] = []; hand.length < count; ) {
    if (deck.length === 0) deck = [...cards];
    hand.push(...deck.splice(Math.floor(random() * deck.length), 1));
  }
  return hand;
}

function nextMoment(random: Random): Moment {
  const after = pick(random, afters);
  const [count, delayMs] = {
    boot: [0, between(random, 0, 800)],
    start: [0, between(random, 0, 600)],
    'model call': [between(random, 1, 4), between(random, 0, 90)],
    picture: [between(random, 1, 4), between(random, 0, 30)],
    edit: [between(random, 1, 3), between(random, 0, 25)],
  }[after] as [number, number];
  return { after, count, delayMs };
}

/** Waits for the moment, counting from now; not any more when nothing is left to be done. */
export async function untilMoment(
  { after, count, delayMs }: Moment,
  ground: Ground,
  { isHurried, isAllDone }: { isHurried: boolean; isAllDone: () => boolean },
): Promise<void> {
  const inLogs = (isMeant: (request: { method: string; path: string }) => boolean) =>
    ground.instances.reduce((sum, { log }) => sum + log.filter(isMeant).length, 0);
  const counters: Record<Moment['after'], () => number> = {
    boot: () => 0,
    start: () => 0,
    'model call': () => modelCalls(ground).length,
    picture: () => inLogs(({ path }) => path.startsWith('/media/')),
    edit: () => inLogs(({ method }) => method === 'PUT'),
  };
  const seen = counters[after];
  const goal = seen() + count;
  const giveUpAtMs = Date.now() + longestWaitMs[isHurried ? 'hurried' : 'real'];
  while (seen() < goal && Date.now() < giveUpAtMs && !isAllDone()) await sleep(2);
  await sleep(delayMs);
}

/** What the model was asked to describe, in its own log. */
export const modelCalls = ({ ollama }: Pick<Ground, 'ollama'>) => ollama.log.filter(isAsked);
