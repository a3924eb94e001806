import sharp from 'sharp';
import { expect, it } from 'vitest';
import { encodeAgain } from '../../src/images/for-model.ts';
import { type ModelTarget, prepareImage } from '../../src/images/prepare-image.ts';
import { draw, noise, quarters, red } from './pictures.ts';

const target: ModelTarget = { longestSidePx: 4000, mostPixels: 300_000, minSidePx: 64, maxAspect: 20 };
const photo = await draw(1600, 1200, quarters(1600, 1200)).jpeg().toBuffer();

it('makes a picture again for the model as it was made before', async () => {
  const { forModel } = await prepareImage(photo, { ...target, mostPixels: 786_432 });
  expect(Buffer.compare(await encodeAgain(photo, { ...target, mostPixels: 786_432 }), forModel)).toBe(0);
});

it.each([
  ['as a PNG', target, { format: 'png' }, 'png', 632, 474],
  ['smaller', target, { scale: 0.5 }, 'jpeg', 316, 237],
  ['larger by a larger target', { ...target, mostPixels: 1_200_000 }, {}, 'jpeg', 1265, 949],
] as const)('makes it again %s', async (_name, wanted, how, format, width, height) => {
  expect(await sharp(await encodeAgain(photo, wanted, how)).metadata()).toMatchObject({ format, width, height });
});

it('makes a PNG of what was made for the model', async () => {
  const { forModel } = await prepareImage(photo, target);
  const again = await encodeAgain(forModel, target, { format: 'png' });
  expect(await sharp(again).metadata()).toMatchObject({ format: 'png', width: 632, height: 474 });
});

it('makes a tiny picture no smaller than the model can take', async () => {
  const tiny = await draw(70, 66, () => red)
    .png()
    .toBuffer();
  const { width, height } = await sharp(await encodeAgain(tiny, target, { scale: 0.25 })).metadata();
  expect([width, height]).toEqual([64, 64]);
});

it('refuses what is not a picture', async () => {
  const half = (await noise(300, 200).jpeg().toBuffer()).subarray(0, 9000);
  await expect(encodeAgain(half, target)).rejects.toMatchObject({ code: 'corrupt' });
  await expect(encodeAgain(Buffer.from('<html>'), target)).rejects.toMatchObject({ code: 'unsupported-type' });
});
