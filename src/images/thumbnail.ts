import { rgbaToThumbHash } from 'thumbhash';
import type { Colour } from './ground.ts';
import { type Miniature, meansOf } from './miniature.ts';
import { fromPixels, ownBytes, type RawPicture } from './raw-picture.ts';

/** A thumbnail's longest side and most bytes: it travels beside an event and is shown in lists. */
export const thumbnailSidePx = 640;
const thumbnailBytes = 60_000;

/** thumbhash takes at most 100 px and looks the same from fewer. */
const thumbhashSidePx = 48;

/** WebP of at most 640 px and 60 kB: first with less quality, then smaller, until noise fits as well. */
export async function makeThumbnail(pixels: RawPicture, ground: Colour): Promise<Uint8Array<ArrayBuffer>> {
  const encode = (side: number, quality: number) =>
    fromPixels(pixels)
      .flatten({ background: ground })
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .webp({ quality, effort: 2 })
      .toBuffer();
  let side = thumbnailSidePx;
  let webp = await encode(side, 75);
  while (webp.byteLength > thumbnailBytes) {
    webp = await encode(side, 50);
    side = Math.floor(side * Math.min(0.8, Math.sqrt(thumbnailBytes / webp.byteLength)));
  }
  return ownBytes(webp);
}

/** A placeholder of about 25 bytes in base64, for a picture of that shape. https://evanw.github.io/thumbhash/ */
export function makeThumbhash(miniature: Miniature, shape: { width: number; height: number }): string {
  const scale = Math.min(1, thumbhashSidePx / Math.max(shape.width, shape.height));
  const width = Math.max(1, Math.round(shape.width * scale));
  const height = Math.max(1, Math.round(shape.height * scale));
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (const channel of [0, 1, 2]) {
    meansOf(miniature, { width, height }, channel).forEach((mean, at) => {
      rgba[4 * at + channel] = mean;
    });
  }
  return Buffer.from(rgbaToThumbHash(width, height, rgba)).toString('base64');
}
