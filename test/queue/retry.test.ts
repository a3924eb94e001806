import { describe, expect, it } from 'vitest';
import type { ErrorRecord } from '../../src/lib/errors.ts';
import { say } from '../../src/lib/sentence.ts';
import { decideRetry } from '../../src/queue/retry.ts';

const nowMs = 1_000_000;
const error = (category: ErrorRecord['category'], more: Partial<ErrorRecord> = {}): ErrorRecord => ({
  category,
  sentence: say('errors.unexpected'),
  ...more,
});
const decide = (record: ErrorRecord, tries = 0, random = 0.5) => decideRetry(record, { tries, nowMs, random });

describe('the retry policy', () => {
  it('gives up at once on a validation error', () => {
    expect(decide(error('validation'))).toEqual({ kind: 'giveUp' });
  });

  it('asks the person about an authentication error', () => {
    expect(decide(error('authentication'))).toEqual({ kind: 'askUser' });
  });

  it.each([
    [0, 30_000],
    [1, 60_000],
    [2, 120_000],
    [5, 900_000],
  ])('after %i tries waits %i ms for a platform', (tries, waitMs) => {
    expect(decide(error('platform'), tries)).toEqual({ kind: 'later', atMs: nowMs + waitMs, counts: true });
  });

  it('spreads the next tries by a fifth around the plain wait', () => {
    expect(decide(error('platform'), 0, 0)).toMatchObject({ atMs: nowMs + 24_000 });
    expect(decide(error('platform'), 0, 1)).toMatchObject({ atMs: nowMs + 36_000 });
  });

  it('obeys the time the server told, but never comes earlier than its own wait', () => {
    expect(decide(error('platform', { retryAtMs: nowMs + 600_000 }))).toMatchObject({ atMs: nowMs + 600_000 });
    expect(decide(error('platform', { retryAtMs: nowMs + 1 }))).toMatchObject({ atMs: nowMs + 30_000 });
  });

  it('gives up on a platform after eight tries and on a resource after five', () => {
    expect(decide(error('platform'), 7)).toEqual({ kind: 'giveUp' });
    expect(decide(error('resource'), 4)).toEqual({ kind: 'giveUp' });
  });

  it('gives up at once on what no waiting will change', () => {
    expect(decide(error('resource', { code: 'not-vision', isLasting: true }))).toEqual({ kind: 'giveUp' });
  });

  it('waits for a model that is away as long as it takes, without using up tries', () => {
    const away = error('resource', { code: 'model-unreachable' });
    expect(decide(away, 100)).toEqual({ kind: 'later', atMs: nowMs + 300_000, counts: false });
  });
});
