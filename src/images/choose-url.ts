export type ImageSource = {
  type: string;
  url: string | null;
  previewUrl: string | null;
  /** Pixels of the original. */
  width: number | null;
  height: number | null;
};

/** Originals up to this many pixels are fetched whole; an 8K photo has 33 million. */
const largestOriginalPixels = 34_000_000;

/**
 * Which address of an attachment shows what is to be described: the original, since previews (0.2 megapixels with
 * Mastodon) lose the text in a picture; the preview for moving pictures, which have a still one only there, and for
 * originals too large to handle. Null when there is no picture to fetch.
 */
export function chooseUrl({ type, url, previewUrl, width, height }: ImageSource): string | null {
  if (type === 'audio') return null;
  if (type === 'gifv' || type === 'video') return previewUrl;
  const isTooLarge = (width ?? 0) * (height ?? 0) > largestOriginalPixels;
  return isTooLarge ? (previewUrl ?? url) : (url ?? previewUrl);
}
