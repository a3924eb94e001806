import { createHash } from 'node:crypto';
import { decodePicture } from './decode-picture.ts';
import { type Fingerprint, makeFingerprint } from './fingerprint.ts';
import { encodeForModel, type ModelFormat } from './for-model.ts';
import { chooseGround } from './ground.ts';
import { type Looks, measureLooks } from './looks.ts';
import { makeMiniature } from './miniature.ts';
import { requirePicture, translateSharpError } from './picture-errors.ts';
import { fitInside, type ModelTarget } from './size.ts';
import { makeThumbhash, makeThumbnail, thumbnailSidePx } from './thumbnail.ts';

export type { ModelTarget } from './size.ts';

export type PrepareOptions = {
  /** JPEG unless the model's server could not read that. */
  format?: ModelFormat;
  /** Of the original, in hex, where it is known already. */
  sha256?: string;
  maxPixels?: number;
};

/** All bytes own their buffers and may be transferred to another thread. */
export type PreparedImage = {
  /** JPEG (quality 85) or PNG, sRGB, upright, without transparency; of an animation a sheet. */
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
  fingerprint: Fingerprint;
  isAnimated: boolean;
  /** How many pictures of an animation `forModel` shows, in order from left to right and from top to bottom. */
  frames: number;
  looks: Looks;
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
  const sizes = [target, { longestSidePx: thumbnailSidePx }];
  const { pixels, seen, ...facts } = await decodePicture(
    bytes,
    (original) =>
      sizes
        .map((size) => fitInside(original, size))
        .reduce((a, b) => (a.width + a.height > b.width + b.height ? a : b)),
    { sheetFor: target, maxPixels },
  );
  const ground = chooseGround(pixels);
  try {
    const [forModel, thumbnail, miniature, ofAll] = await Promise.all([
      encodeForModel(seen, target, { format }),
      makeThumbnail(pixels, ground),
      makeMiniature(pixels, ground),
      // Two animations may share the one picture that is kept small.
      seen === pixels ? null : makeMiniature(seen, chooseGround(seen)),
    ]);
    const thumbhash = makeThumbhash(miniature, pixels.info);
    const fingerprint = makeFingerprint(ofAll ?? miniature);
    const hash = sha256 ?? createHash('sha256').update(bytes).digest('hex');
    const looks = measureLooks(pixels);
    return { ...facts, forModel, thumbnail, sha256: hash, thumbhash, fingerprint, looks };
  } catch (thrown) {
    throw translateSharpError(thrown);
  }
}
