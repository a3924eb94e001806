import { encodeAgain } from './for-model.ts';
import { type ModelTarget, type PreparedImage, prepareImage } from './prepare-image.ts';

/** `remake` makes the picture anew for a model that could not take it: with half the pixels, or as PNG. */
export type RemakablePicture = PreparedImage & { remake: (how: 'smaller' | 'png') => Promise<Uint8Array> };

/** Prepares a picture that can be made anew, from what was made for the model: the download need not be kept for that. */
export async function prepareRemakable(bytes: Uint8Array, target: ModelTarget): Promise<RemakablePicture> {
  const picture = await prepareImage(bytes, target);
  const remake: RemakablePicture['remake'] = (how) =>
    encodeAgain(picture.forModel, target, how === 'png' ? { format: 'png' } : { scale: Math.SQRT1_2 });
  return { ...picture, remake };
}
