import { describe, expect, it } from 'vitest';
import type { Pace } from '../../src/platforms/platform.ts';
import { budgetOf, mostAtOnce, nextSlot, unitsFor, unitsUsed } from '../../src/publishing/pace.ts';

const minute = 60_000;
const hour = 60 * minute;
const byPicture: Pace = {
  editsPerHour: 480,
  bursts: { most: 8, perMs: minute },
  counts: 'pictures',
  sharedBy: 'connection',
};
const byPost: Pace = { editsPerHour: 60, counts: 'posts', sharedBy: 'connection' };

describe('a budget', () => {
  it('is the program’s limit or the family’s lower one, with the delay of the person', () => {
    expect(budgetOf(byPost, { processingDelaySeconds: 5 }, 600)).toEqual({
      ...{ counts: 'posts', spans: [{ most: 600, perMs: hour }], delayMs: 5000 },
    });
    expect(budgetOf(byPost, null, 20).spans).toEqual([{ most: 20, perMs: hour }]);
    expect(budgetOf(byPicture, null, 600).spans).toEqual([
      { most: 600, perMs: hour },
      { most: 8, perMs: minute },
    ]);
    const slow = { ...byPost, editsPerHour: 12 };
    expect([600, 60, 5].map((most) => budgetOf(slow, null, most).spans[0]?.most)).toEqual([12, 12, 5]);
  });

  it('of posts takes one for a post, of pictures one for each, and no more at once than fit', () => {
    expect(unitsFor(budgetOf(byPost, null, 60), 4)).toBe(1);
    expect(unitsFor(budgetOf(byPicture, null, 60), 4)).toBe(4);
    expect(unitsFor(budgetOf(byPicture, null, 60), 20)).toBe(8);
    expect(mostAtOnce(budgetOf(byPicture, null, 5))).toBe(5);
    expect(mostAtOnce(budgetOf(byPost, null, 5))).toBe(Number.POSITIVE_INFINITY);
  });

  it('counts what was tried again as often as it may have reached the server', () => {
    const write = { connectionId: 'c', atMs: 7, pictures: 3, tries: 1 };
    expect(unitsUsed([write], { counts: 'posts' })).toEqual([7, 7]);
    expect(unitsUsed([write], { counts: 'pictures' })).toEqual([7, 7, 7, 7, 7, 7]);
  });

  it('waits until enough has left the span for all pictures of a post', () => {
    const budget = { ...budgetOf(byPicture, null, 600), delayMs: 0 };
    const used = [0, 0, 0, 10_000, 10_000, 10_000];
    expect(nextSlot(used, budget, 2, 20_000)).toBe(20_000);
    expect(nextSlot(used, budget, 3, 20_000)).toBe(minute);
    expect(nextSlot(used, budget, 6, 20_000)).toBe(minute + 10_000);
    expect(nextSlot(used, budget, 8, 20_000)).toBe(minute + 10_000);
    expect(nextSlot([], budget, 8, 20_000)).toBe(20_000);
  });
});
