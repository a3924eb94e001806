import { expect, it } from 'vitest';
import { retryAfterMs } from '../../src/lib/retry-after.ts';

const now = Date.UTC(2026, 0, 1);

it.each([
  ['30', now + 30_000],
  [' 0 ', now],
  ['Thu, 01 Jan 2026 00:02:00 GMT', now + 120_000],
  ['Wed, 31 Dec 2025 00:00:00 GMT', now],
  ['2026-01-01T00:00:05.000Z', now + 5_000],
  ['999999999999999', now + 6 * 3_600_000],
  ['9'.repeat(400), now + 6 * 3_600_000],
  ['Fri, 01 Jan 2100 00:00:00 GMT', now + 6 * 3_600_000],
  ['soon', undefined],
  ['', undefined],
  [null, undefined],
])('reads %j', (header, expected) => {
  expect(retryAfterMs(header, now)).toBe(expected);
});
