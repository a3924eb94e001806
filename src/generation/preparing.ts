import { type ErrorRecord, toErrorRecord } from '../lib/errors.ts';
import { createCircuit } from './circuit.ts';
import type { Tell } from './events.ts';
import type { ChosenImage } from './listing.ts';

/** A picture as the model and the page get it. */
export type PreparedPicture = {
  forModel: Uint8Array;
  thumbnail: Uint8Array;
  width: number;
  height: number;
  sha256: string;
  thumbhash: string;
};

export type PreparingMeans = {
  /** Downloads a picture. */
  fetchPicture: (image: ChosenImage, signal: AbortSignal) => Promise<Uint8Array>;
  /** Makes it upright, flat and as large as the model wants. */
  preparePicture: (bytes: Uint8Array) => Promise<PreparedPicture>;
};

export type ReadyImage = ChosenImage & { picture: PreparedPicture };

/** Troubles of the server that keeps the pictures: the next picture would meet them as well. */
const isServerTrouble = ({ category, code }: ErrorRecord) => category === 'authentication' || code === 'rate-limited';

/**
 * Downloads and prepares pictures and tells it. Answers null when that failed for reasons of this picture alone, and
 * throws when the trouble is the server's.
 */
export function createPreparer(means: PreparingMeans, tell: Tell) {
  const circuit = createCircuit();

  return async function prepareImage(image: ChosenImage, signal: AbortSignal): Promise<ReadyImage | null> {
    let stage: 'download' | 'prepare' = 'download';
    try {
      const bytes = await means.fetchPicture(image, signal);
      circuit.succeeded();
      stage = 'prepare';
      const picture = await means.preparePicture(bytes);
      const { width, height, sha256, thumbhash } = picture;
      tell({ type: 'prepared', imageId: image.imageId, width, height, sha256, thumbhash }, picture.thumbnail);
      return { ...image, picture };
    } catch (thrown) {
      const error = toErrorRecord(thrown);
      if (signal.aborted || isServerTrouble(error) || circuit.opensOn(error)) throw thrown;
      tell({ type: 'failed', imageId: image.imageId, stage, error });
      return null;
    }
  };
}
