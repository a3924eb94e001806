import { readFile } from 'node:fs/promises';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type ModelTarget, prepareImage } from '../../src/images/prepare-image.ts';
import { AppError } from '../../src/lib/errors.ts';
import { createWords } from '../../templates/words.ts';
import { blue, colourAt, draw, nameOf, noise, quarters, red } from './pictures.ts';

const target: ModelTarget = { longestSidePx: 1024, minSidePx: 64, maxAspect: 20 };
const words = createWords().for('en');

/** What the person reads instead of a description. */
async function reasonFor(bytes: Uint8Array): Promise<string> {
  const thrown = await prepareImage(bytes, target).catch((error: unknown) => error);
  if (!(thrown instanceof AppError)) throw new Error('the picture was not refused', { cause: thrown });
  return words.sentence(thrown.sentence);
}

const text = (start: string) => new TextEncoder().encode(start.padEnd(300));
const container = (brand: string) => Buffer.from(`\0\0\0\x18ftyp${brand}\0\0\0\0${brand}mif1`.padEnd(300), 'latin1');
const square = (side: number) => draw(side, side, quarters(side, side));

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.byteLength);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A PNG whose header says what it likes, with more chunks before its pixels. */
async function png(change: (header: Buffer) => void, more: Buffer[] = []): Promise<Buffer> {
  const whole = await square(64).png().toBuffer();
  const header = Buffer.from(whole.subarray(16, 29));
  change(header);
  return Buffer.concat([whole.subarray(0, 8), chunk('IHDR', header), ...more, whole.subarray(33)]);
}

const unknown = 'This file is not a picture of a type Altwright knows. You can still describe it by hand.';
const damaged =
  'This picture is damaged or incomplete and cannot be read. Upload it again to your server, or describe it by hand.';
const unread = (type: string) =>
  `This file is of the type ${type}, which Altwright cannot show to the model. You can still describe it by hand.`;
const tooManyPixels = 'This picture has more pixels than Altwright can safely read. You can still describe it by hand.';
const webPage =
  'The server sent a web page instead of this picture; it may ask for signing in, or the picture is gone.';
const heic = 'This picture is in the HEIC format, which cannot be read here. You can still describe it by hand.';

describe('a file that is refused', () => {
  it.each([
    ['nothing', () => new Uint8Array(), 'The server sent an empty file instead of this picture.'],
    ['one byte', () => Uint8Array.of(0xff), unknown],
    ['words', () => text('just words'), unknown],
    ['a web page', () => text('<!doctype html><title>Sign in</title>'), webPage],
    ['an SVG, which could name files', () => text('<svg xmlns="http://www.w3.org/2000/svg">'), unread('SVG')],
    ['an SVG in XML', () => text('<?xml version="1.0"?><svg xmlns="x">'), unread('SVG')],
    ['a PDF', () => text('%PDF-1.7'), unread('PDF')],
    ['a Photoshop file', () => text('8BPS\0\x01'), unread('PSD')],
    ['JPEG XL', () => Buffer.from('\0\0\0\x0cJXL \r\n\x87\n'.padEnd(300), 'latin1'), unread('JPEG XL')],
    ['bare JPEG XL', () => Buffer.from('\xff\x0a'.padEnd(300), 'latin1'), unread('JPEG XL')],
    ['HEIC', () => container('heic'), heic],
    ['a video', () => container('isom').subarray(0, 20), unread('video')],
    ['AVIF that is only a beginning', () => container('avif'), damaged],
    ['a sequence of AVIF that is only a beginning', () => container('avis'), damaged],
  ])('%s, with its reason', async (_name, make, reason) => {
    expect(await reasonFor(make())).toBe(reason);
  });

  it.each(['jpeg', 'png', 'webp', 'gif', 'avif', 'tiff'] as const)('is a cut-off %s', async (format) => {
    const whole = await noise(200, 150)[format]().toBuffer();
    expect(await reasonFor(whole.subarray(0, whole.byteLength / 2))).toBe(damaged);
  });

  it('is a PNG that promises more than memory could hold', async () => {
    const bytes = await png((header) => header.fill(Buffer.from('0000ea600000ea60', 'hex'), 0, 8));
    expect(await reasonFor(bytes)).toBe(tooManyPixels);
  });

  it('is a PNG of few bytes and 100 million pixels', async () => {
    const pixels = deflateSync(Buffer.alloc(10_001 * 10_000));
    const header = (await square(8).greyscale().png({ palette: false }).toBuffer()).subarray(0, 33);
    const size = Buffer.from('0000271000002710', 'hex');
    const ihdr = chunk('IHDR', Buffer.concat([size, Buffer.of(8, 0, 0, 0, 0)]));
    const bytes = Buffer.concat([header.subarray(0, 8), ihdr, chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
    expect(bytes.byteLength).toBeLessThan(200_000);
    expect(await reasonFor(bytes)).toBe(tooManyPixels);
  });

  it('is a GIF whose picture promises more than memory could hold', async () => {
    const bytes = await square(16).gif().toBuffer();
    const size = bytes.indexOf(Buffer.from('2c0000000010001000', 'hex')) + 5;
    expect(size).toBeGreaterThan(10);
    for (const at of [6, 8, size, size + 2]) bytes.writeUInt16LE(60_000, at);
    expect(await reasonFor(bytes)).toBe(tooManyPixels);
  });
});

describe('an odd file that is a picture all the same', () => {
  const colourOf = async (bytes: Uint8Array) =>
    nameOf(await colourAt((await prepareImage(bytes, target)).forModel, 0.25, 0.25));

  it('is read for what it is, whatever it is called or followed by', async () => {
    const jpeg = await square(80).jpeg().toBuffer();
    const { forModel, thumbnail } = await prepareImage(Buffer.concat([jpeg, text('<script>PK\x03\x04')]), target);
    expect(nameOf(await colourAt(forModel, 0.25, 0.25))).toBe('red');
    for (const output of [forModel, thumbnail]) expect(Buffer.from(output).includes('<script>')).toBe(false);
  });

  it('is not followed into a text or a profile of a gigabyte', async () => {
    const bomb = deflateSync(Buffer.alloc(50_000_000));
    const before = process.memoryUsage().rss;
    for (const [type, lead] of [
      ['zTXt', 'Comment\0\0'],
      ['iCCP', 'Icc\0\0'],
    ] as const) {
      const bytes = await png(() => {}, [chunk(type, Buffer.concat([Buffer.from(lead, 'latin1'), bomb]))]);
      const outcome = await colourOf(bytes).catch(() => reasonFor(bytes));
      expect(['red', damaged]).toContain(outcome);
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
  });

  it('is an animation as far as it goes, cut off in one of its later pictures', async () => {
    const pixels = await noise(80, 60 * 8)
      .raw()
      .toBuffer();
    const whole = await sharp(pixels, { raw: { width: 80, height: 60 * 8, channels: 3, pageHeight: 60 } })
      .gif()
      .toBuffer();
    const picture = await prepareImage(whole.subarray(0, whole.byteLength * 0.7), target);
    expect(picture).toMatchObject({ isAnimated: true, frames: 6, width: 80 });
  });

  it.each([
    ['one pixel', 1, 1, 64, 64],
    ['a strip of 30,000 × 10 pixels', 30_000, 10, 1024, 64],
    ['a column of 10 × 30,000 pixels', 10, 30_000, 64, 1024],
  ])('%s is padded to what a model can take', async (_name, width, height, paddedWidth, paddedHeight) => {
    const { forModel, ...facts } = await prepareImage(
      await draw(width, height, () => red)
        .png()
        .toBuffer(),
      target,
    );
    expect(await sharp(forModel).metadata()).toMatchObject({ width: paddedWidth, height: paddedHeight });
    const [, green] = await colourAt(
      forModel,
      (paddedWidth / 2 - 1) / paddedWidth,
      (paddedHeight / 2 - 1) / paddedHeight,
    );
    expect(green).toBeLessThan(160);
    expect([facts.width, facts.height, facts.frames]).toEqual([width, height, 1]);
  });

  it('is a picture of the first moment where the others cannot be read: a sequence of AVIF', async () => {
    // Six pictures of one colour each, white, red, …, written by libavif.
    const bytes = await readFile(new URL('sequence.avif', import.meta.url));
    const { forModel, isAnimated, frames } = await prepareImage(bytes, target);
    expect([await sharp(forModel).metadata(), isAnimated, frames]).toMatchObject([
      { width: 160, height: 120 },
      false,
      1,
    ]);
  });

  it('is a picture of the first moment where the others cannot be read: an animated PNG', async () => {
    const control = (sequence: number) => {
      const data = Buffer.alloc(26);
      for (const [at, value] of [sequence, 64, 64].entries()) data.writeUInt32BE(value, at * 4);
      data.writeUInt16BE(1, 20);
      data.writeUInt16BE(10, 22);
      return chunk('fcTL', data);
    };
    const second = await draw(64, 64, () => blue)
      .png()
      .toBuffer();
    const pixels = second.subarray(second.indexOf('IDAT') + 4, second.indexOf('IEND') - 8);
    const first = await png(() => {}, [chunk('acTL', Buffer.from('0000000200000000', 'hex')), control(0)]);
    const end = first.byteLength - 12;
    const later = [control(1), chunk('fdAT', Buffer.concat([Buffer.from('00000002', 'hex'), pixels]))];
    const bytes = Buffer.concat([first.subarray(0, end), ...later, first.subarray(end)]);
    expect(await colourOf(bytes)).toBe('red');
    expect(await prepareImage(bytes, target)).toMatchObject({ isAnimated: false, frames: 1 });
  });
});
