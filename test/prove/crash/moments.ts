import { setTimeout as sleep } from 'node:timers/promises';
import { between, pick, type Random, seededRandom } from '../../support/sandbox-instance/random.ts';
import type { Ground } from './ground.ts';

/**
 * What the next kill waits for: so many more of these requests once the program is ready, and then a little. `boot`
 * does not wait until it is ready.
 */
export type Moment = { after: 'boot' | 'start' | 'model call' | 'picture' | 'edit'; count: number; delayMs: number };

/** Never seen for so long: there is nothing left of it to wait for. */
const longestWaitMs = 2000;

const kinds = ['boot', 'start', 'model call', 'model call', 'picture', 'edit', 'edit', 'edit'] as const;

/** The same moments for the same seed. */
export function momentsOf(kills: number, seed: number): Moment[] {
  const random = seededRandom(`crash ${seed}`);
  return Array.from({ length: kills }, () => nextMoment(random));
}

function nextMoment(random: Random): Moment {
  const after = pick(random, kinds);
  const [count, delayMs] = {
    boot: [0, between(random, 0, 800)],
    start: [0, between(random, 0, 600)],
    'model call': [between(random, 1, 4), between(random, 0, 90)],
    picture: [between(random, 1, 4), between(random, 0, 30)],
    edit: [between(random, 1, 3), between(random, 0, 25)],
  }[after] as [number, number];
  return { after, count, delayMs };
}

/** Waits for the moment, counting from now. */
export async function untilMoment({ after, count, delayMs }: Moment, { instance, ollama }: Ground): Promise<void> {
  const counters: Record<Moment['after'], () => number> = {
    boot: () => 0,
    start: () => 0,
    'model call': () => ollama.log.filter(({ route }) => route === '/api/chat').length,
    picture: () => instance.log.filter(({ path }) => path.startsWith('/media/')).length,
    edit: () => instance.log.filter(({ method }) => method === 'PUT').length,
  };
  const seen = counters[after];
  const goal = seen() + count;
  const giveUpAtMs = Date.now() + longestWaitMs;
  while (seen() < goal && Date.now() < giveUpAtMs) await sleep(2);
  await sleep(delayMs);
}
