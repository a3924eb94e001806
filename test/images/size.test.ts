import { describe, expect, it } from 'vitest';
import { fitInside } from '../../src/images/size.ts';

const area = { longestSidePx: 4000, mostPixels: 1_000_000 };

describe('fitting a picture into what a model sees', () => {
  it.each([
    ['a photo', 4000, 3000, 1155, 866],
    ['a screenshot of a phone', 1170, 2532, 680, 1471],
    ['a strip', 20_000, 500, 4000, 100],
    ['a small picture', 300, 200, 300, 200],
    ['a line', 9000, 1, 4000, 1],
  ])('gives %s as many pixels as there may be, in its own shape', (_name, width, height, fitWidth, fitHeight) => {
    expect(fitInside({ width, height }, area)).toEqual({ width: fitWidth, height: fitHeight });
  });

  it('holds to the longest side alone where the number of pixels does not matter', () => {
    expect(fitInside({ width: 4000, height: 3000 }, { longestSidePx: 896 })).toEqual({ width: 896, height: 672 });
  });
});
