import { describe, expect, it } from 'vitest';
import { proveCrashSafety } from './chaos/crash.ts';

describe('a program killed at seeded moments of a run with publishing', () => {
  it('loses nothing, describes and publishes nothing twice and comes to its end', { timeout: 480_000 }, async () => {
    const seen: string[] = [];
    const report = await proveCrashSafety({ kills: 20, seed: 1, tell: (line) => seen.push(line) });
    expect(report, seen.join('\n')).toMatchObject({
      ...{ name: 'crash', ok: true, kills: 20, seed: 1 },
      ...{ lost: 0, captionedTwice: 0, publishedTwice: 0, changedOtherwise: 0, stuck: 0 },
    });
    expect(report.images).toBeGreaterThan(30);
    expect(report.published).toBe(report.images);
  });
});
