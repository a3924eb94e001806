import type { Sharp } from 'sharp';
import { translateSharpError } from './picture-errors.ts';
import { sharp } from './sharp.ts';
import type { Size } from './size.ts';

/** Decoded 8-bit sRGB pixels, upright; with a fourth channel when there is transparency. */
export type RawPicture = { data: Uint8Array; info: { width: number; height: number; channels: 3 | 4 } };

export type DecodedPicture = {
  pixels: RawPicture;
  /** Of the original, upright. */
  width: number;
  height: number;
  isAnimated: boolean;
};

/** A phone's largest photo is refused, a poster scan too; what comes through fits in memory three times. */
const mostPixels = 70_000_000;
const slowestDecodeSeconds = 20;
/** Animations often begin with an empty frame, and later frames need all before them decoded. */
const latestFrame = 30;

/**
 * Decodes a picture once: upright by its EXIF orientation, sRGB, in the size that is chosen for its own. Of an animation
 * the frame a third of the way in. Throws validation errors `corrupt`, `too-many-pixels`, `too-slow`.
 */
export async function decodePicture(
  bytes: Uint8Array,
  sizeFor: (original: Size) => Size,
  { maxPixels = mostPixels }: { maxPixels?: number | undefined } = {},
): Promise<DecodedPicture> {
  // A cut-off file is refused, not described by its upper half.
  const reading = { failOn: 'error', limitInputPixels: maxPixels } as const;
  try {
    const { pages = 1, format, autoOrient } = await sharp(bytes, reading).metadata();
    const isAnimated = pages > 1 && format !== 'tiff';
    const page = isAnimated ? Math.min(Math.ceil(pages / 3), latestFrame) : 0;
    const { data, info } = await sharp(bytes, { ...reading, page })
      .timeout({ seconds: slowestDecodeSeconds })
      .autoOrient()
      .resize({ ...sizeFor(autoOrient), fit: 'fill' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const channels = info.channels === 4 ? 4 : 3;
    const pixels = { data, info: { width: info.width, height: info.height, channels } } as const;
    return { pixels, width: autoOrient.width, height: autoOrient.height, isAnimated };
  } catch (thrown) {
    throw translateSharpError(thrown);
  }
}

/** A pipeline over decoded pixels. */
export function fromPixels({ data, info }: RawPicture): Sharp {
  return sharp(data, { raw: info });
}

/** sharp's buffers lie in memory of its own, which cannot be transferred to another thread. */
export function ownBytes(buffer: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer);
}
