import { describe, expect, it } from 'vitest';
import { neutralise } from '../../src/captioner/neutralise.ts';
import { placeholder } from '../../src/captioner/rules/rule-words/signs.ts';

/** Milliseconds; what grows with the square of such a text takes half a minute. */
const most = 2000;

function timeOf(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

describe('the time that a text of a hundred thousand signs takes', () => {
  it.each([
    ['spaces', ' '],
    ['spaces of other kinds', '\u00a0\u3000'],
    ['lines', ' \n '],
    ['marks of pictures', '[ '],
  ])('to be made harmless is bounded: %s', (_, piece) => {
    const text = `${piece.repeat(100_000 / piece.length)}x`;
    expect(timeOf(() => neutralise(text, 500))).toBeLessThan(most);
  });

  it('to be told from a placeholder is bounded', () => {
    expect(timeOf(() => placeholder.test(`image${'_-'.repeat(50_000)}x`))).toBeLessThan(most);
    expect(timeOf(() => placeholder.test(`image${' 1'.repeat(50_000)}x`))).toBeLessThan(most);
  });

  it.each(['image_-_12', 'Screenshot 2026-11-25 12 30.', 'Bild 7', 'IMG_1234'])(
    'does not change what a placeholder is: %s',
    (text) => {
      expect(placeholder.test(text)).toBe(true);
    },
  );
});
