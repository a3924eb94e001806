import { describe, expect, it } from 'vitest';
import { unlessAborted } from '../../src/lib/unless-aborted.ts';

describe('a promise that somebody may stop waiting for', () => {
  it('gives what it gives, and fails as it fails', async () => {
    const { signal } = new AbortController();
    const failure = new Error('broken');
    expect(await unlessAborted(Promise.resolve('done'), signal)).toBe('done');
    await expect(unlessAborted(Promise.reject(failure), signal)).rejects.toBe(failure);
  });

  it('gives nothing once nobody waits, also where that was so before', async () => {
    const controller = new AbortController();
    const never = new Promise<string>(() => {});
    const waiting = unlessAborted(never, controller.signal);
    controller.abort();
    expect(await waiting).toBeNull();
    expect(await unlessAborted(never, controller.signal)).toBeNull();
  });

  it('may fail when nobody waits any more', async () => {
    const controller = new AbortController();
    const { promise, reject } = Promise.withResolvers<string>();
    const waiting = unlessAborted(promise, controller.signal);
    controller.abort();
    reject(new Error('too late'));
    expect(await waiting).toBeNull();
  });
});
