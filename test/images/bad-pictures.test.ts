import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { prepareImage } from '../../src/images/prepare-image.ts';
import { AppError } from '../../src/lib/errors.ts';
import { draw, noise, red } from './pictures.ts';

/** The code and the sentence that a picture is refused with. */
async function refusal(bytes: Uint8Array, maxPixels?: number): Promise<unknown> {
  const limit = maxPixels === undefined ? {} : { maxPixels };
  const thrown = await prepareImage(bytes, { longestSidePx: 512, minSidePx: 64, maxAspect: 20 }, limit).catch(
    (error: unknown) => error,
  );
  if (!(thrown instanceof AppError)) throw new Error('the picture was not refused', { cause: thrown });
  return [thrown.category, thrown.code, thrown.sentence.key];
}

const text = (start: string) => new TextEncoder().encode(start.padEnd(200));
const container = (brand: string) => Buffer.from(`\0\0\0\x18ftyp${brand}\0\0\0\0${brand}mif1`.padEnd(200), 'latin1');

describe('pictures that cannot be read', () => {
  it.each([
    ['nothing', new Uint8Array(), 'empty', 'images.empty'],
    ['words', text('hello'), 'unsupported-type', 'images.unknownType'],
    ['a web page', text('\n<!DOCTYPE html><html>'), 'unsupported-type', 'images.webPage'],
    ['SVG', text('<?xml version="1.0"?><svg xmlns="x">'), 'unsupported-type', 'images.unsupportedType'],
    ['PDF', text('%PDF-1.7'), 'unsupported-type', 'images.unsupportedType'],
    ['video', container('isom').subarray(0, 20), 'unsupported-type', 'images.unsupportedType'],
    ['HEIC', container('heic'), 'unsupported-type', 'images.heic'],
  ])('refuses %s', async (_name, bytes, code, sentence) => {
    expect(await refusal(bytes)).toEqual(['validation', code, sentence]);
  });

  it.each(['jpeg', 'png', 'webp', 'gif', 'avif', 'tiff'] as const)('refuses half of a %s file', async (format) => {
    const whole = await noise(200, 150)[format]().toBuffer();
    expect(await refusal(whole.subarray(0, whole.byteLength / 2))).toEqual(['validation', 'corrupt', 'images.corrupt']);
  });

  it('refuses a known beginning followed by noise', async () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(500, 7)]);
    expect(await refusal(bytes)).toEqual(['validation', 'corrupt', 'images.corrupt']);
  });

  it('refuses a header that promises more pixels than memory could hold', async () => {
    const png = await draw(8, 8, () => red)
      .png()
      .toBuffer();
    png.writeUInt32BE(60_000, 16);
    png.writeUInt32BE(60_000, 20);
    const jpeg = await draw(8, 8, () => red)
      .jpeg()
      .toBuffer();
    const size = jpeg.indexOf(Buffer.from([0xff, 0xc0])) + 5;
    jpeg.writeUInt16BE(65_000, size);
    jpeg.writeUInt16BE(65_000, size + 2);
    for (const bytes of [png, jpeg]) {
      expect(await refusal(bytes)).toEqual(['validation', 'too-many-pixels', 'images.tooManyPixels']);
    }
  });

  it('counts the pixels of a real picture', async () => {
    const bytes = await noise(200, 150).jpeg().toBuffer();
    expect(await refusal(bytes, 29_999)).toEqual(['validation', 'too-many-pixels', 'images.tooManyPixels']);
  });

  it('lets no loader near a file that only pretends to be a picture of a safe type', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    await expect(sharp(svg).metadata()).rejects.toThrow('unsupported image format');
  });
});
