import { describe, expect, it } from 'vitest';
import { inTime } from '../../src/lib/in-time.ts';
import { testClock } from '../support/clock.ts';

describe('a promise that is waited for no longer than a while', () => {
  it('gives what it gives, and fails as it fails', async () => {
    const clock = testClock();
    const failure = new Error('broken');
    expect(await inTime(1000, Promise.resolve('done'), clock)).toBe('done');
    await expect(inTime(1000, Promise.reject(failure), clock)).rejects.toBe(failure);
  });

  it('gives nothing once the time is up, and may fail then', async () => {
    const clock = testClock();
    const { promise, reject } = Promise.withResolvers<string>();
    const waiting = inTime(1000, promise, clock);
    clock.advance(1000);
    expect(await waiting).toBeNull();
    reject(new Error('too late'));
    await expect(promise).rejects.toThrow('too late');
  });

  it('leaves no timer behind', async () => {
    const { promise: ended, resolve } = Promise.withResolvers<unknown>();
    const sleep = (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((_, reject) => {
        signal?.addEventListener('abort', () => {
          resolve(signal.aborted);
          reject(signal.reason);
        });
      });
    await inTime(1000, Promise.resolve(), { now: () => 0, sleep });
    expect(await ended).toBe(true);
  });
});
