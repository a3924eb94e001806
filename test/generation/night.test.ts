import { describe, expect, it } from 'vitest';
import { nextNight } from '../../src/generation/night.ts';

const at = (hour: number, minute = 0, day = 1) => new Date(2026, 5, day, hour, minute).getTime();

describe('the next night', () => {
  it.each([
    ['later today', at(1), 2, 0, at(2)],
    ['tomorrow when the hour has begun', at(2), 2, 0, at(2, 0, 2)],
    ['tomorrow when the hour is over', at(9, 30), 2, 0, at(2, 0, 2)],
    ['within three quarters of the hour, by chance', at(1), 2, 0.5, at(2, 22) + 30_000],
  ])('is %s', (_, nowMs, hour, random, expected) => {
    expect(nextNight(nowMs, hour, random)).toBe(expected);
  });

  it('is one a day, whatever the hour and the chance', () => {
    for (const random of [0, 0.3, 0.999]) {
      let nowMs = at(12);
      for (let nights = 1; nights <= 40; nights += 1) {
        const night = nextNight(nowMs, 23, random);
        expect(new Date(night).getHours()).toBe(23);
        expect(night).toBeGreaterThan(nowMs);
        nowMs = night;
      }
      expect(nowMs).toBeLessThan(at(0, 0, 1) + 42 * 86_400_000);
    }
  });
});
