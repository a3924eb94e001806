import { chooseFrames, type Look } from './frames.ts';
import { translateSharpError } from './picture-errors.ts';
import { type OpenPicture, toPixels } from './raw-picture.ts';
import { sharp } from './sharp.ts';

/** What is looked at of a long animation: two minutes of a small one. Each picture needs all before it decoded. */
const mostPixels = 100_000_000;
const mostFrames = 2000;

const lookSidePx = 24;

/** Which pictures of a file represent it, in order: the only one of a still, at most `most` of an animation. */
export async function representativeFrames(picture: OpenPicture, most: number): Promise<number[]> {
  const { width, height, delaysMs } = picture;
  if (delaysMs.length === 1) return [0];
  const pages = Math.max(1, Math.min(delaysMs.length, mostFrames, Math.floor(mostPixels / (width * height))));
  return chooseFrames(await lookAtFrames(picture, pages), delaysMs, most);
}

/** Shrinks the first pictures of an animation in one pass, which holds no more than one of them in memory. */
async function lookAtFrames({ bytes, reading }: OpenPicture, pages: number): Promise<Look[]> {
  try {
    // Pages lie below each other as one long picture, and shrinking lets a row of the next one shine in.
    const rows = lookSidePx + 2;
    const { data } = await toPixels(
      sharp(bytes, { ...reading, limitInputPixels: 2 * mostPixels, pages })
        .resize({ width: lookSidePx, height: rows, fit: 'fill', kernel: 'linear' })
        .ensureAlpha(),
    );
    const rowBytes = lookSidePx * 4;
    return Array.from({ length: pages }, (_, page) =>
      data.subarray((page * rows + 1) * rowBytes, ((page + 1) * rows - 1) * rowBytes),
    );
  } catch (thrown) {
    throw translateSharpError(thrown);
  }
}
