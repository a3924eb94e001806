import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type ModelTarget, prepareImage } from '../../src/images/prepare-image.ts';
import { colourAt, corners, draw, nameOf, quarters, type Rgb } from './pictures.ts';

const target: ModelTarget = { longestSidePx: 1024, minSidePx: 64, maxAspect: 20 };
const brick: Rgb = [200, 30, 30];
const wall = () => draw(80, 60, () => brick);

/** How far a colour of the picture for the model, and of the thumbnail, is from the one that was drawn. */
async function shift(bytes: Uint8Array): Promise<number> {
  const { forModel, thumbnail } = await prepareImage(bytes, target, { format: 'png' });
  const colours = [await colourAt(forModel, 0.5, 0.5), await colourAt(thumbnail, 0.5, 0.5)];
  return Math.max(...colours.flatMap((colour) => colour.map((value, at) => Math.abs(value - (brick[at] ?? 0)))));
}

/** The colour as it is stored, before its profile says what is meant. */
const stored = async (bytes: Uint8Array) => (await sharp(bytes, { ignoreIcc: true }).raw().toBuffer()).subarray(0, 3);

describe('colours of a wide profile', () => {
  it.each(['jpeg', 'png', 'webp', 'avif', 'tiff'] as const)(
    'are those of sRGB afterwards: P3 in a %s',
    async (format) => {
      const bytes = await wall().withIccProfile('p3')[format]({ quality: 100 }).toBuffer();
      expect(Math.abs(((await stored(bytes))[0] ?? 0) - brick[0])).toBeGreaterThan(10);
      expect(await shift(bytes)).toBeLessThan(8);
    },
  );

  it.each(['p3', 'srgb'])('are those of sRGB afterwards: %s in 16 bits', async (profile) => {
    const bytes = await wall().toColourspace('rgb16').withIccProfile(profile).png().toBuffer();
    expect(await sharp(bytes).metadata()).toMatchObject({ depth: 'ushort', hasProfile: true });
    expect(await shift(bytes)).toBeLessThan(8);
  });

  it('are those of print afterwards: CMYK with its profile, and without one', async () => {
    for (const drawn of [wall().withIccProfile('cmyk'), wall()]) {
      const bytes = await drawn.toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
      expect((await sharp(bytes).metadata()).space).toBe('cmyk');
      expect(await shift(bytes)).toBeLessThan(40);
    }
  });

  it('are taken as they are where the profile is damaged', async () => {
    const bytes = await wall().withIccProfile('p3').jpeg({ quality: 100 }).toBuffer();
    const start = bytes.indexOf('ICC_PROFILE') + 50;
    bytes.fill(0x5a, start, start + 300);
    expect(await shift(bytes)).toBeLessThan(40);
  });
});

describe('ways to store colours', () => {
  it('reads a palette with transparency', async () => {
    const bytes = await draw(60, 60, (x) => (x < 30 ? [0, 0, 255, 255] : [0, 0, 0, 0]))
      .png({ palette: true })
      .toBuffer();
    expect(await sharp(bytes).metadata()).toMatchObject({ isPalette: true, hasAlpha: true });
    const { forModel } = await prepareImage(bytes, target);
    expect(nameOf(await colourAt(forModel, 0.25, 0.5))).toBe('blue');
    expect(nameOf(await colourAt(forModel, 0.9, 0.5))).toBe('white');
  });

  it('reads grey with transparency and grey in 16 bits', async () => {
    const grey = draw(60, 60, (x) => (x < 30 ? [90, 90, 90, 255] : [0, 0, 0, 0])).toColourspace('b-w');
    const deep = draw(60, 60, () => [90, 90, 90]).toColourspace('grey16');
    for (const drawing of [grey, deep]) {
      const { forModel } = await prepareImage(await drawing.png().toBuffer(), target);
      expect(await sharp(forModel).metadata()).toMatchObject({ space: 'srgb', channels: 3 });
      for (const value of await colourAt(forModel, 0.2, 0.5)) expect(Math.abs(value - 90)).toBeLessThan(6);
    }
  });
});

describe('the way up', () => {
  it.each(['png', 'webp', 'avif', 'tiff'] as const)('is found in a %s too', async (format) => {
    const drawing = draw(160, 120, quarters(160, 120)).withMetadata({ orientation: 6 });
    const { forModel, width, height } = await prepareImage(await drawing[format]({ quality: 90 }).toBuffer(), target);
    expect([width, height]).toEqual([120, 160]);
    expect(await corners(forModel)).toEqual(['blue', 'red', 'green', 'yellow']);
  });
});
