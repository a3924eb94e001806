import { expect, it } from 'vitest';
import { seenIn } from '../../src/generation/preparing.ts';

it('tells a sheet of several pictures of an animation as such, with what was read in it', () => {
  const read = { text: 'THE END', lines: [] };
  expect(seenIn({ frames: 4 }, read)).toEqual({ kind: 'animation', visibleText: 'THE END' });
  expect(seenIn({ frames: 1 }, read)).toEqual({ visibleText: 'THE END' });
  expect(seenIn({}, null)).toEqual({});
});
