import { type Colour, chooseGround } from './ground.ts';
import { requirePicture, translateSharpError } from './picture-errors.ts';
import { decodePicture, fromPixels, ownBytes, type RawPicture } from './raw-picture.ts';
import { fitInside, type ModelTarget, padding } from './size.ts';

export type ModelFormat = 'jpeg' | 'png';

/** Decoded pixels as a model gets them: JPEG (quality 85) or PNG, of the target's shape, without transparency. */
export async function encodeForModel(
  pixels: RawPicture,
  target: ModelTarget,
  ground: Colour,
  format: ModelFormat,
): Promise<Uint8Array<ArrayBuffer>> {
  const size = fitInside(pixels.info, target);
  const picture = fromPixels(pixels)
    .flatten({ background: ground })
    .resize({ ...size, fit: 'fill' })
    .extend({ ...padding(size, target), background: ground });
  return ownBytes(await (format === 'png' ? picture.png() : picture.jpeg({ quality: 85 })).toBuffer());
}

/**
 * Another making of a picture for the model and of nothing else: larger by a larger target, smaller by `scale`, or PNG.
 * From the downloaded bytes, or, if not larger, from what was made for the model before.
 */
export async function encodeAgain(
  bytes: Uint8Array,
  target: ModelTarget,
  { format = 'jpeg', scale = 1 }: { format?: ModelFormat; scale?: number } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  requirePicture(bytes);
  const { pixels } = await decodePicture(bytes, (original) => {
    const { width, height } = fitInside(original, target);
    const longestSidePx = Math.max(target.minSidePx, Math.max(width, height) * scale);
    return fitInside(original, { ...target, longestSidePx });
  });
  try {
    return await encodeForModel(pixels, target, chooseGround(pixels), format);
  } catch (thrown) {
    throw translateSharpError(thrown);
  }
}
