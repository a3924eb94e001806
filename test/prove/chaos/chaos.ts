import type { Engine } from './machines.ts';
import { proveAgainst } from './proof.ts';
import type { VictimKind } from './victims.ts';

/** Three people with four accounts on two servers: as many runs side by side as may be. */
const household = [[0, 1], [0], [1]] as const;

/** What goes away, the program itself twice as often as each of the others. */
const victims: Record<Engine, readonly [VictimKind, ...VictimKind[]]> = {
  sqlite: ['server', 'server', 'model', 'instance'],
  redis: ['server', 'server', 'worker', 'redis', 'model', 'instance'],
};

/** People at work while the program and everything around it go away and come back. */
export async function proveAgainstChaos(wish: {
  engine: Engine;
  kills: number;
  seed: number;
  tell?: (line: string) => void;
}) {
  const { engine } = wish;
  const ordeal = { household, imagesPerKill: 4, victims: victims[engine], isHurried: true };
  const { ok, ...counts } = await proveAgainst({ ...ordeal, ...wish });
  return { name: 'chaos', ok, engine, ...counts };
}
