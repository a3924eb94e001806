import { createMiddleware } from 'hono/factory';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Clock } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';
import { say } from '../../lib/sentence.ts';
import type { Env, PageContext } from '../context.ts';

export type Limit = { requests: number; perSeconds: number };

export type Limits = {
  /** Everything of one session, or of one address where nobody is signed in. */
  general: Limit;
  /** Attempts to come in: sign-in, one-time links. By address. */
  entrance: Limit;
  /** Looking at other servers for one person: each makes several requests to a host of her choice. */
  connecting: Limit;
};

export const defaultLimits: Limits = {
  general: { requests: 6000, perSeconds: 60 },
  entrance: { requests: 60, perSeconds: 300 },
  connecting: { requests: 20, perSeconds: 600 },
};

/** Refuses what comes too often with 429 and the time when it is welcome again. Counted in memory: no write a request. */
export function limited(name: keyof Limits, limits: Limits, clock: Clock) {
  const { requests, perSeconds } = limits[name];
  const limiter = new RateLimiterMemory({ keyPrefix: name, points: requests, duration: perSeconds });
  return createMiddleware<Env>(async (c, next) => {
    try {
      await limiter.consume(keyOf(c, name));
    } catch (thrown) {
      if (!(thrown instanceof RateLimiterRes)) throw thrown;
      const retryAtMs = clock.now() + thrown.msBeforeNext;
      throw new AppError('validation', say('web.tooMany', { at: retryAtMs }), { code: 'throttled', retryAtMs });
    }
    await next();
  });
}

function keyOf(c: PageContext, name: keyof Limits): string {
  const { visitor, address } = c.var;
  if (name === 'entrance' || !visitor) return address;
  return name === 'connecting' ? visitor.user.id : visitor.session.id;
}
