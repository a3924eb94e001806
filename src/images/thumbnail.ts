import { rgbaToThumbHash } from 'thumbhash';
import type { Colour } from './ground.ts';
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

/** A placeholder of about 25 bytes in base64. https://evanw.github.io/thumbhash/ */
export async function makeThumbhash(pixels: RawPicture, ground: Colour): Promise<string> {
  const { data, info } = await fromPixels(pixels)
    .flatten({ background: ground })
    .resize({ width: thumbhashSidePx, height: thumbhashSidePx, fit: 'inside', withoutEnlargement: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64');
}
