import { fingerprintText } from '../../images/fingerprint.ts';
import type { RemakablePicture } from '../../images/remake.ts';
import { type ErrorRecord, toErrorRecord } from '../../lib/errors.ts';
import { createCircuit } from './circuit.ts';
import type { Tell } from './events.ts';
import { type SeeingMeans, type Seen, see } from './seeing.ts';
import type { ChosenImage } from './spec.ts';
import type { Tools } from './tools.ts';

export type PreparingMeans = Pick<SeeingMeans, 'preparePicture'> & {
  /** Downloads a picture. */
  fetchPicture: (image: ChosenImage, signal: AbortSignal) => Promise<Uint8Array>;
};

export type ReadyImage = ChosenImage & { picture: RemakablePicture; seen: Seen };

/** Troubles of the server that keeps the pictures: the next picture would meet them as well. */
const isServerTrouble = ({ category, code }: ErrorRecord) => category === 'authentication' || code === 'rate-limited';

export type Preparer = {
  /** Answers null when it failed for reasons of this picture alone, and throws when the trouble is the server's. */
  prepare: (image: ChosenImage, signal: AbortSignal) => Promise<ReadyImage | null>;
  /** There are no more pictures. */
  end: () => void;
};

/** Downloads and prepares pictures and tells it. `tries`: those the task has used up. */
export function createPreparer(
  means: PreparingMeans,
  { readText }: Pick<Tools, 'readText'>,
  tries: number,
  tell: Tell,
): Preparer {
  const circuit = createCircuit(tries, tell);

  async function prepare(image: ChosenImage, signal: AbortSignal): Promise<ReadyImage | null> {
    let stage: 'download' | 'prepare' = 'download';
    try {
      const bytes = await means.fetchPicture(image, signal);
      circuit.succeeded();
      stage = 'prepare';
      const { picture, seen } = await see(bytes, image.post.language, { ...means, readText }, signal);
      const { width, height, sha256, thumbhash, fingerprint } = picture;
      const facts = { width, height, sha256, thumbhash, fingerprint: fingerprintText(fingerprint), ...seen };
      tell({ type: 'prepared', imageId: image.imageId, ...facts }, picture.thumbnail);
      return { ...image, picture, seen };
    } catch (thrown) {
      const error = toErrorRecord(thrown);
      const failure = { type: 'failed' as const, imageId: image.imageId, stage, error };
      if (signal.aborted || isServerTrouble(error) || circuit.opensOn(failure)) throw thrown;
      return null;
    }
  }

  return { prepare, end: circuit.succeeded };
}
