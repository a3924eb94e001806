import { representativeFrames } from './animation.ts';
import { decodeFrame, openPicture, type RawPicture } from './raw-picture.ts';
import { drawSheet, mostFramesFor } from './sheet.ts';
import type { ModelTarget, Size } from './size.ts';

export type DecodedPicture = {
  /** Of an animation one picture of it, which stands for the whole. */
  pixels: RawPicture;
  /** What tells most of it: a sheet of an animation's pictures where one was wanted and there is more than one to show. */
  seen: RawPicture;
  /** Of the original, upright. */
  width: number;
  height: number;
  isAnimated: boolean;
  /** How many pictures of an animation `seen` shows. */
  frames: number;
};

type DecodeOptions = {
  /** Whose target a sheet of an animation's pictures is laid out for. */
  sheetFor?: ModelTarget;
  maxPixels?: number | undefined;
};

/**
 * Decodes a picture once: upright by its EXIF orientation, sRGB, in the size that is chosen for its own. Throws
 * validation errors `corrupt`, `too-many-pixels`, `too-slow`.
 */
export async function decodePicture(
  bytes: Uint8Array,
  sizeFor: (original: Size) => Size,
  { sheetFor, maxPixels }: DecodeOptions = {},
): Promise<DecodedPicture> {
  const picture = await openPicture(bytes, { maxPixels });
  const { width, height, delaysMs } = picture;
  const frames = await representativeFrames(picture, sheetFor ? mostFramesFor(sheetFor) : 1);
  const still = frames[Math.floor(frames.length / 3)] ?? 0;
  const pixels = await decodeFrame(picture, still, sizeFor({ width, height }));
  const isSheet = sheetFor !== undefined && frames.length > 1;
  const seen = isSheet ? await drawSheet(picture, frames, sheetFor) : pixels;
  return { pixels, seen, width, height, isAnimated: delaysMs.length > 1, frames: isSheet ? frames.length : 1 };
}
