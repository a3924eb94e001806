import type { DescribeRequest } from '../../captioner/captioner.ts';
import { promptVersionOf } from '../../captioner/prompt.ts';
import { readFingerprint } from '../../images/fingerprint.ts';
import { isSamePicture, likeness, mayBeSame } from '../../images/same-picture.ts';
import { unlessAborted } from '../../lib/unless-aborted.ts';
import type { ReadyImage } from './preparing.ts';
import { requestKeyOf } from './request-key.ts';
import type { Recalled, Tools } from './tools.ts';

/** A picture between its preparation and its draft. */
export type Turn = {
  /**
   * The text there is for the picture already. Waits first until the same picture, should it be at the model, has its
   * draft. Throws the reason of the signal.
   */
  recall: (request: DescribeRequest, signal: AbortSignal) => Promise<Recalled | null>;
  end: () => void;
};

type AtWork = { image: ReadyImage; over: Promise<void> };
type Means = Pick<Tools, 'lookAlikes' | 'smallPicture' | 'recall'>;

/** How many likely pictures are compared closely. */
const mostCompared = 16;

/** Keeps a run from asking the model about a picture that it has been asked about, were it cut or encoded anew. */
export function createMemory(tools: Means) {
  const atWork = new Set<AtWork>();

  async function isSame(imageId: string, otherId: string): Promise<boolean> {
    const [own, other] = await Promise.all([tools.smallPicture(imageId), tools.smallPicture(otherId)]);
    if (own === null || other === null) return false;
    return own === other || isSamePicture(Buffer.from(own, 'base64'), Buffer.from(other, 'base64'));
  }

  async function isSameImage(one: ReadyImage, other: ReadyImage): Promise<boolean> {
    if (one.picture.sha256 === other.picture.sha256) return true;
    if (!mayBeSame(one.picture.fingerprint, other.picture.fingerprint)) return false;
    return isSame(one.imageId, other.imageId);
  }

  /** The person's pictures that show the same, though their bytes differ. */
  async function findSame({ imageId, picture: { sha256, fingerprint } }: ReadyImage): Promise<string[]> {
    const found = await tools.lookAlikes({ imageId, sha256, hash: fingerprint.hash });
    const likely = found
      .map(({ imageId: id, ...text }) => ({ id, fingerprint: readFingerprint(text) }))
      .filter((other) => mayBeSame(fingerprint, other.fingerprint))
      .map(({ id, fingerprint: other }) => ({ id, likeness: likeness(fingerprint, other) }))
      .sort((a, b) => b.likeness - a.likeness)
      .slice(0, mostCompared);
    const same: string[] = [];
    for (const { id } of likely) if (await isSame(imageId, id)) same.push(id);
    return same;
  }

  return {
    takeTurn(image: ReadyImage): Turn {
      // Whoever comes later waits for those before it, never the other way round.
      const before = [...atWork];
      const { promise: over, resolve } = Promise.withResolvers<void>();
      const own = { image, over };
      atWork.add(own);
      return {
        async recall(request, signal) {
          for (const earlier of before) {
            if (!(await isSameImage(image, earlier.image))) continue;
            await unlessAborted(earlier.over, signal);
            signal.throwIfAborted();
          }
          const { imageId, picture, post } = image;
          const sameAs = await findSame(image);
          const language = request.language ?? 'und';
          const asked = { language, promptVersion: promptVersionOf(request), requestKey: requestKeyOf(request, post) };
          return tools.recall({ imageId, sha256: picture.sha256, sameAs, ...asked });
        },
        end() {
          atWork.delete(own);
          resolve();
        },
      };
    },
  };
}
