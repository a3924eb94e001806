import { expect, it } from 'vitest';
import { chooseUrl } from '../../src/images/choose-url.ts';

const both = { url: 'original', previewUrl: 'preview', width: 4000, height: 3000 };

it.each([
  ['a photo', { ...both, type: 'image' }, 'original'],
  ['a photo of unknown size', { ...both, type: 'image', width: null, height: null }, 'original'],
  ['a photo too large to handle', { ...both, type: 'image', width: 9000, height: 6000 }, 'preview'],
  [
    'a photo too large that has no preview',
    { ...both, type: 'image', width: 9000, height: 6000, previewUrl: null },
    'original',
  ],
  ['a photo whose original is not known', { ...both, type: 'image', url: null }, 'preview'],
  ['a silent animation', { ...both, type: 'gifv' }, 'preview'],
  ['a video', { ...both, type: 'video' }, 'preview'],
  ['a video without a still', { ...both, type: 'video', previewUrl: null }, null],
  ['a sound', { ...both, type: 'audio' }, null],
])('fetches %s from the right address', (_name, source, expected) => {
  expect(chooseUrl(source)).toBe(expected);
});
