import { describe, expect, it } from 'vitest';
import type { ErrorRecord } from '../../src/lib/errors.ts';
import { say } from '../../src/lib/sentence.ts';
import { decideRetry, type RetryState } from '../../src/queue/retry.ts';

const nowMs = 1_000_000;
const error = (category: ErrorRecord['category'], more: Partial<ErrorRecord> = {}): ErrorRecord => ({
  category,
  sentence: say('errors.unexpected'),
  ...more,
});
const decide = (record: ErrorRecord, state: Partial<RetryState> = {}) =>
  decideRetry(record, { tries: 0, waitingSinceMs: null, codeBefore: undefined, nowMs, random: 0.5, ...state });
const away = error('resource', { code: 'model-unreachable' });

describe('the retry policy', () => {
  it('gives up at once on a validation error', () => {
    expect(decide(error('validation'))).toEqual({ kind: 'giveUp' });
  });

  it('asks the person about an authentication error', () => {
    expect(decide(error('authentication'))).toEqual({ kind: 'askUser' });
  });

  it.each([
    ['platform', 0, 30_000],
    ['platform', 1, 60_000],
    ['platform', 2, 120_000],
    ['platform', 10, 3_600_000],
    ['resource', 0, 10_000],
    ['resource', 3, 80_000],
    ['resource', 8, 900_000],
  ] as const)('for trouble of a %s after %i tries waits %i ms', (category, tries, waitMs) => {
    expect(decide(error(category), { tries })).toEqual({ kind: 'later', atMs: nowMs + waitMs, counts: true });
  });

  it('spreads the next tries by a fifth around the plain wait', () => {
    expect(decide(error('platform'), { random: 0 })).toMatchObject({ atMs: nowMs + 24_000 });
    expect(decide(error('platform'), { random: 1 })).toMatchObject({ atMs: nowMs + 36_000 });
  });

  it('obeys the time the server told, but never comes earlier than its own wait', () => {
    expect(decide(error('platform', { retryAtMs: nowMs + 600_000 }))).toMatchObject({ atMs: nowMs + 600_000 });
    expect(decide(error('platform', { retryAtMs: nowMs + 1 }))).toMatchObject({ atMs: nowMs + 30_000 });
  });

  it('gives up on a platform after twelve tries and on a resource after ten', () => {
    expect(decide(error('platform'), { tries: 10 })).toMatchObject({ kind: 'later' });
    expect(decide(error('platform'), { tries: 11 })).toEqual({ kind: 'giveUp' });
    expect(decide(error('resource'), { tries: 8 })).toMatchObject({ kind: 'later' });
    expect(decide(error('resource'), { tries: 9 })).toEqual({ kind: 'giveUp' });
  });

  it('gives up at once on what no waiting will change', () => {
    expect(decide(error('resource', { code: 'not-vision', isLasting: true }))).toEqual({ kind: 'giveUp' });
  });

  it.each(['model-unreachable', 'model-busy', 'redis-unreachable'])(
    'waits for what is away (%s) without using up tries, as long again as it has waited, at most five minutes',
    (code) => {
      const waited = (ms: number) => decide(error('resource', { code }), { tries: 9, waitingSinceMs: nowMs - ms });
      expect(waited(0)).toEqual({ kind: 'later', atMs: nowMs + 10_000, counts: false });
      expect(waited(60_000)).toMatchObject({ atMs: nowMs + 60_000, counts: false });
      expect(waited(86_400_000)).toMatchObject({ atMs: nowMs + 300_000, counts: false });
    },
  );

  it('gives up when a task has not got on for seven days, whatever it waits for', () => {
    const since = (ms: number) => ({ waitingSinceMs: nowMs - ms });
    const limited = error('platform', { code: 'rate-limited', retryAtMs: nowMs + 1000 });
    for (const record of [away, limited, error('platform'), error('resource')]) {
      expect(decide(record, since(7 * 86_400_000 - 1))).toMatchObject({ kind: 'later' });
      expect(decide(record, since(7 * 86_400_000))).toEqual({ kind: 'giveUp' });
    }
  });

  it.each(['thread-died', 'worker-lost'])('begins again at once where who worked on it is gone (%s)', (code) => {
    const lost = error('resource', { code });
    expect(decide(lost)).toEqual({ kind: 'later', atMs: nowMs, counts: true });
    expect(decide(lost, { tries: 1, codeBefore: 'events-lost' })).toMatchObject({ atMs: nowMs });
    for (const codeBefore of ['thread-died', 'worker-lost']) {
      expect(decide(lost, { tries: 1, codeBefore })).toMatchObject({ atMs: nowMs + 20_000, counts: true });
    }
    expect(decide(lost, { tries: 9 })).toEqual({ kind: 'giveUp' });
  });

  it('never comes back at once for ever, whatever happens', () => {
    const codes = ['thread-died', 'events-lost', undefined, 'worker-lost'];
    let [tries, codeBefore]: [number, string | undefined] = [0, undefined];
    for (let turn = 0; turn < 1000; turn++) {
      const code = codes[turn % codes.length];
      const decision = decide(error('resource', code === undefined ? {} : { code }), { tries, codeBefore });
      if (decision.kind !== 'later') break;
      tries += decision.counts ? 1 : 0;
      codeBefore = code;
    }
    expect(tries).toBe(9);
  });
});
