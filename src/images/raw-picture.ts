import type { Sharp, SharpOptions } from 'sharp';
import { translateSharpError } from './picture-errors.ts';
import { sharp } from './sharp.ts';
import type { Size } from './size.ts';

/** Decoded 8-bit sRGB pixels, upright; with a fourth channel when there is transparency. */
export type RawPicture = { data: Uint8Array; info: { width: number; height: number; channels: 3 | 4 } };

/** A picture whose header was read. */
export type OpenPicture = {
  bytes: Uint8Array;
  /** Of the original, upright. */
  width: number;
  height: number;
  /** How long each picture of an animation is shown; one entry for a still. */
  delaysMs: number[];
  reading: SharpOptions;
};

/** A phone's largest photo is refused, a poster scan too; what comes through fits in memory three times. */
const mostPixels = 70_000_000;
const slowestDecodeSeconds = 20;
/** What browsers make of a delay so short that it was hardly meant. */
const unsaidDelayMs = 100;

/** Reads the header. Throws validation errors `corrupt`, `too-many-pixels`. */
export async function openPicture(
  original: Uint8Array,
  { maxPixels = mostPixels }: { maxPixels?: number | undefined } = {},
): Promise<OpenPicture> {
  const bytes = withKnownBrand(original);
  // A cut-off file is refused, not described by its upper half.
  const reading = { failOn: 'error', limitInputPixels: maxPixels } as const;
  try {
    const { pages = 1, delay = [], format, autoOrient } = await sharp(bytes, reading).metadata();
    const delaysMs = Array.from({ length: format === 'tiff' ? 1 : pages }, (_, page) => {
      const delayMs = delay[page] ?? 0;
      return delayMs > 10 ? delayMs : unsaidDelayMs;
    });
    return { bytes, width: autoOrient.width, height: autoOrient.height, delaysMs, reading };
  } catch (thrown) {
    throw translateSharpError(thrown);
  }
}

/** libvips knows no file whose first brand is that of a sequence of AVIF, though its still can be read as any other. */
function withKnownBrand(original: Uint8Array): Uint8Array {
  const isSequence = Buffer.from(original.subarray(4, 12)).toString('latin1') === 'ftypavis';
  if (!isSequence) return original;
  const bytes = new Uint8Array(original);
  bytes.set(Buffer.from('avif'), 8);
  return bytes;
}

/** Decodes one picture of a file, upright, sRGB, in the given size. Throws `corrupt`, `too-many-pixels`, `too-slow`. */
export async function decodeFrame({ bytes, reading }: OpenPicture, page: number, size: Size): Promise<RawPicture> {
  try {
    return await toPixels(
      sharp(bytes, { ...reading, page })
        .autoOrient()
        .resize({ ...size, fit: 'fill' }),
    );
  } catch (thrown) {
    throw translateSharpError(thrown);
  }
}

/** Runs a pipeline whose result is pixels. */
export async function toPixels(pipeline: Sharp): Promise<RawPicture> {
  const { data, info } = await pipeline
    .timeout({ seconds: slowestDecodeSeconds })
    // Otherwise 16 bits with a profile are worked on, and left, in the colours of P3.
    .pipelineColourspace('srgb')
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { data, info: { width: info.width, height: info.height, channels: info.channels === 4 ? 4 : 3 } };
}

/** A pipeline over decoded pixels. */
export function fromPixels({ data, info }: RawPicture): Sharp {
  return sharp(data, { raw: info });
}

/** sharp's buffers lie in memory of its own, which cannot be transferred to another thread. */
export function ownBytes(buffer: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer);
}
