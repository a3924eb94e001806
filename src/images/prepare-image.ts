import { createHash } from 'node:crypto';
import { type Colour, chooseGround } from './ground.ts';
import { requirePicture, translateSharpError } from './picture-errors.ts';
import { decodePicture, fromPixels, ownBytes, type RawPicture } from './raw-picture.ts';
import { makeThumbhash, makeThumbnail, thumbnailSidePx } from './thumbnail.ts';

/** The shape a family of models wants. */
export type ModelTarget = {
  longestSidePx: number;
  /** Some models' runners crash below 28 or 32 px. */
  minSidePx: number;
  /** Longest side ÷ shortest; some crash above 200, all see little above 20. */
  maxAspect: number;
};

export type PrepareOptions = {
  /** JPEG unless the model's server could not read that. */
  format?: 'jpeg' | 'png';
  /** Of the original, in hex, where it is known already. */
  sha256?: string;
  maxPixels?: number;
};

/** All bytes own their buffers and may be transferred to another thread. */
export type PreparedImage = {
  /** JPEG (quality 85) or PNG, sRGB, upright, without transparency. */
  forModel: Uint8Array<ArrayBuffer>;
  /** WebP, at most 640 px and 60 kB. */
  thumbnail: Uint8Array<ArrayBuffer>;
  /** Of the upright original in pixels. */
  width: number;
  height: number;
  /** Of the original's bytes, in hex. */
  sha256: string;
  /** Base64. */
  thumbhash: string;
  isAnimated: boolean;
};

/**
 * Makes of a downloaded picture what the model and the pages get, from one decoding. Throws validation errors `empty`,
 * `unsupported-type`, `corrupt`, `too-many-pixels`, `too-slow`.
 */
export async function prepareImage(
  bytes: Uint8Array,
  target: ModelTarget,
  { format = 'jpeg', sha256, maxPixels }: PrepareOptions = {},
): Promise<PreparedImage> {
  requirePicture(bytes);
  const longestSidePx = Math.max(target.longestSidePx, thumbnailSidePx);
  const { pixels, width, height, isAnimated } = await decodePicture(bytes, { longestSidePx, maxPixels });
  const ground = chooseGround(pixels);
  try {
    const [forModel, thumbnail, thumbhash] = await Promise.all([
      encodeForModel(pixels, target, ground, format),
      makeThumbnail(pixels, ground),
      makeThumbhash(pixels, ground),
    ]);
    const hash = sha256 ?? createHash('sha256').update(bytes).digest('hex');
    return { forModel, thumbnail, width, height, sha256: hash, thumbhash, isAnimated };
  } catch (thrown) {
    throw translateSharpError(thrown);
  }
}

async function encodeForModel(
  pixels: RawPicture,
  target: ModelTarget,
  ground: Colour,
  format: 'jpeg' | 'png',
): Promise<Uint8Array<ArrayBuffer>> {
  const size = fitInside(pixels.info, target.longestSidePx);
  const picture = fromPixels(pixels)
    .flatten({ background: ground })
    .resize({ ...size, fit: 'fill' })
    .extend({ ...padding(size, target), background: ground });
  return ownBytes(await (format === 'png' ? picture.png() : picture.jpeg({ quality: 85 })).toBuffer());
}

type Size = { width: number; height: number };

function fitInside({ width, height }: Size, longestSidePx: number): Size {
  const scale = Math.min(1, longestSidePx / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** How much ground to add on each side so that a thin or tiny picture has a shape the model can take. */
function padding({ width, height }: Size, { minSidePx, maxAspect }: ModelTarget) {
  const missing = (side: number, other: number) =>
    Math.max(0, Math.max(minSidePx, Math.ceil(other / maxAspect)) - side);
  const across = missing(width, height);
  const down = missing(height, width);
  return {
    left: Math.floor(across / 2),
    right: Math.ceil(across / 2),
    top: Math.floor(down / 2),
    bottom: Math.ceil(down / 2),
  };
}
