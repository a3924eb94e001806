import { describe, expect, it } from 'vitest';
import type { TaskRow } from '../../db/tasks.ts';
import { progressOf } from '../../src/progress/view.ts';

const nowMs = 1_000_000;

function row(given: Partial<TaskRow>): TaskRow {
  return {
    ...{ id: 'task', userId: 'bob', connectionId: 'c', kind: 'run', status: 'running', priority: 10, settings: {} },
    ...{
      model: 'm',
      attempt: 1,
      tries: 0,
      lastSeq: 0,
      cancelRequestedAt: null,
      waitingUntil: null,
      holdRequestedAt: null,
    },
    ...{ waitingReason: null, step: 'describing', isListed: true, percent: 0, postsSeen: 0, postsChosen: 0 },
    ...{ imagesFound: 10, imagesDrafted: 0, imagesFailed: 0, imagesSkipped: 0, imagesReused: 0, workedMs: 0 },
    ...{ createdAt: 0, startedAt: nowMs - 20_000, completedAt: null, error: null, results: null, summary: null },
    ...{ cleanedAt: null, ...given },
  } as TaskRow;
}

const progress = (given: Partial<TaskRow>) => progressOf(row(given), nowMs);

describe('the progress of a run', () => {
  it('has no percentage while it is listed, only what was found so far', () => {
    expect(progress({ isListed: false, step: 'listing', imagesFound: 7 })).toMatchObject({
      percent: null,
      remainingMs: null,
      counts: { found: 7 },
    });
  });

  it('keeps the percentage it had when it is listed for the second time', () => {
    expect(progress({ isListed: false, percent: 30 }).percent).toBe(30);
  });

  it('reckons the time left from the time worked for what is settled', () => {
    const settled = { imagesDrafted: 3, imagesFailed: 1 };
    expect(progress(settled).remainingMs).toBe((20_000 / 4) * 6);
    expect(progress({ ...settled, workedMs: 20_000 }).remainingMs).toBe((40_000 / 4) * 6);
  });

  it('reckons no time without a pace, nor when nothing is left or nobody works', () => {
    for (const given of [
      { imagesDrafted: 1 },
      { imagesDrafted: 10 },
      { imagesDrafted: 5, isListed: false },
      { imagesDrafted: 5, status: 'queued' as const },
    ]) {
      expect(progress(given).remainingMs).toBeNull();
    }
  });

  it('says until when and why it waits, and no longer once the time has come', () => {
    const waitingReason = { key: 'captioner.modelUnreachable' };
    const error = { category: 'resource' as const, sentence: waitingReason, code: 'model-unreachable' };
    const waiting = { status: 'queued' as const, waitingReason, error, waitingUntil: nowMs + 5000 };
    expect(progress(waiting).waiting).toEqual({ untilMs: nowMs + 5000, reason: waitingReason, error });
    expect(progress({ ...waiting, waitingUntil: nowMs - 1 }).waiting).toBeNull();
    expect(progress({ ...waiting, status: 'cancelled' }).waiting).toBeNull();
  });

  it('says that it is being cancelled only while it still runs', () => {
    expect(progress({ cancelRequestedAt: nowMs }).isCancelling).toBe(true);
    expect(progress({ cancelRequestedAt: nowMs, status: 'cancelled' }).isCancelling).toBe(false);
  });

  it('says that it goes on hold only while it still runs', () => {
    expect(progress({ holdRequestedAt: nowMs }).isHolding).toBe(true);
    expect(progress({ holdRequestedAt: nowMs, status: 'held' }).isHolding).toBe(false);
  });

  it('is whole when the run completed, even with nothing to do, and keeps its part otherwise', () => {
    expect(progress({ status: 'completed', imagesFound: 0, percent: 0 }).percent).toBe(100);
    expect(progress({ status: 'failed', percent: 40 }).percent).toBe(40);
    expect(progress({ status: 'cancelled', percent: 0, isListed: false }).percent).toBeNull();
    expect(progress({ status: 'held', percent: 40 }).percent).toBe(40);
  });
});
