import { proveAgainst } from './proof.ts';

/** One person alone with a program that is killed again and again, in real time. */
export async function proveCrashSafety(wish: { kills: number; seed: number; tell?: (line: string) => void }) {
  const ordeal = {
    engine: 'sqlite',
    household: [[0]],
    imagesPerKill: 3,
    victims: ['server'],
    isHurried: false,
  } as const;
  return { name: 'crash', ...(await proveAgainst({ ...ordeal, ...wish })) };
}
