import { AppError } from '../lib/errors.ts';
import { chooseUrl, type ImageSource } from './choose-url.ts';
import { type FetchedImage, type FetchImageOptions, fetchImage } from './fetch-image.ts';
import { pictureError } from './picture-errors.ts';
import { openPicture } from './raw-picture.ts';

/** What may be wrong with an original and right with the preview that its server has made of it. */
const previewHelps = ['too-large', 'too-many-pixels', 'unsupported-type'];

/**
 * Downloads what is to be described of an attachment: the original, or its preview where the original is too large or
 * of a type that cannot be read. Throws what `fetchImage` throws, and `no-address`.
 */
export async function fetchPicture(source: ImageSource, options: FetchImageOptions): Promise<FetchedImage> {
  const url = chooseUrl(source);
  if (url === null) throw pictureError('no-address', 'noAddress');
  const { previewUrl } = source;
  if (previewUrl === null || previewUrl === url) return fetchImage(url, options);
  try {
    return await fetchOriginal(url, options);
  } catch (original) {
    if (!isHelpedByPreview(original)) throw original;
    return await fetchImage(previewUrl, options).catch((preview: unknown) => {
      // Of two files that cannot be read it is the picture's own reason that tells the person something.
      throw preview instanceof AppError && preview.category === 'validation' ? original : preview;
    });
  }
}

async function fetchOriginal(url: string, options: FetchImageOptions): Promise<FetchedImage> {
  const picture = await fetchImage(url, options);
  // What is damaged is told when it is decoded.
  await openPicture(picture.bytes).catch((thrown: unknown) => {
    if (isHelpedByPreview(thrown)) throw thrown;
  });
  return picture;
}

function isHelpedByPreview(thrown: unknown): boolean {
  return thrown instanceof AppError && previewHelps.includes(thrown.code ?? '');
}
