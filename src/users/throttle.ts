import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';

const attempts = 10;
const attemptsPerAddress = 60;
const windowSeconds = 15 * 60;

export type Throttle = {
  /** Counts an attempt; throws `throttled` with the time when the next one is welcome. */
  attempt: (name: string, address: string) => Promise<void>;
  /** The attempt was right: forget those before it. */
  succeeded: (name: string, address: string) => Promise<void>;
};

/**
 * Slows down guessing of passwords: ten wrong ones for one name from one address, or sixty from one address, within
 * a quarter of an hour. Counted by name *and* address, so that nobody can lock another person out.
 */
export function createThrottle({ clock }: { clock: Clock }): Throttle {
  const pairs = new RateLimiterMemory({ keyPrefix: 'pair', points: attempts, duration: windowSeconds });
  const addresses = new RateLimiterMemory({ keyPrefix: 'addr', points: attemptsPerAddress, duration: windowSeconds });
  // Kept in memory for a quarter of an hour, and anybody may type a name of a megabyte.
  const pair = (name: string, address: string) => `${name.toLowerCase().slice(0, 100)} ${address}`;

  const refuse = (thrown: unknown): never => {
    if (!(thrown instanceof RateLimiterRes)) throw thrown;
    const retryAtMs = clock.now() + thrown.msBeforeNext;
    const minutes = Math.ceil(thrown.msBeforeNext / 60_000);
    throw new AppError('validation', say('people.throttled', { count: minutes }), { code: 'throttled', retryAtMs });
  };

  return {
    attempt: async (name, address) => {
      await addresses.consume(address).catch(refuse);
      await pairs.consume(pair(name, address)).catch(refuse);
    },
    succeeded: async (name, address) => {
      await pairs.delete(pair(name, address));
      await addresses.reward(address);
    },
  };
}
