import { decodePicture } from './decode-picture.ts';
import { chooseGround } from './ground.ts';
import { requirePicture, translateSharpError } from './picture-errors.ts';
import { fromPixels, ownBytes, type RawPicture } from './raw-picture.ts';
import { fitInside, type ModelTarget, padding } from './size.ts';

export type ModelFormat = 'jpeg' | 'png';

type Making = {
  /** JPEG unless the model's server could not read that. */
  format?: ModelFormat;
  /** Below 1 for fewer pixels than the model could take. */
  scale?: number;
};

/** Decoded pixels as a model gets them: JPEG (quality 85) or PNG, of the target's shape, without transparency. */
export async function encodeForModel(
  pixels: RawPicture,
  target: ModelTarget,
  { format = 'jpeg', scale = 1 }: Making = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const background = chooseGround(pixels);
  const fitting = fitInside(pixels.info, target);
  const size = fitInside(fitting, { longestSidePx: Math.max(fitting.width, fitting.height) * scale });
  const picture = fromPixels(pixels)
    .flatten({ background })
    .resize({ ...size, fit: 'fill' })
    .extend({ ...padding(size, target), background });
  return ownBytes(await (format === 'png' ? picture.png() : picture.jpeg({ quality: 85 })).toBuffer());
}

/**
 * Another making of a picture for the model and of nothing else: larger by a larger target, smaller by `scale`, or PNG.
 * From the downloaded bytes, or, if not larger, from what was made for the model before.
 */
export async function encodeAgain(
  bytes: Uint8Array,
  target: ModelTarget,
  making: Making = {},
): Promise<Uint8Array<ArrayBuffer>> {
  requirePicture(bytes);
  const { seen } = await decodePicture(bytes, (original) => fitInside(original, target), { sheetFor: target });
  try {
    return await encodeForModel(seen, target, making);
  } catch (thrown) {
    throw translateSharpError(thrown);
  }
}
