import { proveAgainst } from './proof.ts';

export const engines = ['sqlite', 'redis'] as const;
export type Engine = (typeof engines)[number];

/** Three people with four accounts on two servers: as many runs side by side as may be. */
const household = [[0, 1], [0], [1]] as const;

/** People at work while the program and everything around it go away and come back. */
export async function proveAgainstChaos(wish: {
  engine: Engine;
  kills: number;
  seed: number;
  tell?: (line: string) => void;
}) {
  const { engine, ...rest } = wish;
  const ordeal = {
    ...{ household, imagesPerKill: 4, isHurried: true },
    victims: ['server', 'server', 'model', 'instance'],
  } as const;
  const { ok, ...counts } = await proveAgainst({ ...ordeal, ...rest });
  return { name: 'chaos', ok, engine, ...counts };
}
