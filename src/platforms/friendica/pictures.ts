import { z } from 'zod';
import { AppError } from '../../lib/errors.ts';
import { type Sentence, say } from '../../lib/sentence.ts';
import type { PictureRefusal } from '../mastodon-api/dialect.ts';

/**
 * Numbers of posted pictures and of photos in the person's albums are two rows that meet: where both have a number, the
 * server writes to the photo. Asked for by itself, a number leads to a photo or to nothing.
 */
export const refusesFriendicaPictures: PictureRefusal = async (changed, { api, signal }): Promise<Sentence | null> => {
  // The server answers as if it had described such a file, and has not.
  if (changed.some(({ mediaId }) => mediaId.startsWith('attach:'))) return say('platforms.refusesFileUpload');
  for (const { mediaId } of changed) {
    const isPhoto = await answers(() =>
      api.get(`/api/v1/media/${encodeURIComponent(mediaId)}`, z.unknown(), { signal }),
    );
    if (isPhoto) return say('platforms.refusesAlbumPhoto');
  }
  return null;
};

async function answers(asking: () => Promise<unknown>): Promise<boolean> {
  try {
    await asking();
    return true;
  } catch (thrown) {
    if (thrown instanceof AppError && (thrown.code === 'gone' || thrown.code === 'no-such-page')) return false;
    throw thrown;
  }
}
