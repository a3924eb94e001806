import { isHostTrouble } from '../captioner/errors.ts';
import { toErrorRecord } from '../lib/errors.ts';
import { createCircuit } from './circuit.ts';
import { type DescribingMeans, type DescribingStops, describePicture } from './describe-picture.ts';
import type { Tell } from './events.ts';
import type { ReadyImage } from './preparing.ts';
import type { CaptionSettings } from './settings.ts';
import type { Tools } from './tools.ts';

/**
 * Describes the prepared pictures of a run, with a draft made earlier where there is one. Throws when the trouble is the
 * host's, or the reason of the stop; what is a single picture's own is told as its failure.
 */
export function createDescriber(
  settings: CaptionSettings,
  model: string,
  means: DescribingMeans,
  tools: Pick<Tools, 'recall' | 'slot'>,
  tell: Tell,
) {
  const circuit = createCircuit();

  return async function describeImage(image: ReadyImage, stops: DescribingStops): Promise<void> {
    const { imageId, picture } = image;
    const language = image.post.language ?? 'und';
    try {
      const recalled = settings.reprocessExisting ? null : await tools.recall({ sha256: picture.sha256, language });
      if (recalled) {
        tell({ type: 'drafted', imageId, ...recalled, language, timings: null, isReused: true });
      } else {
        const subject = { imageId, bytes: picture.forModel, language, request: requestFor(image, settings, model) };
        await describePicture(subject, means, tools.slot, tell, stops);
      }
      circuit.succeeded();
    } catch (thrown) {
      if (stops.whole.aborted || thrown === stops.ahead.reason) throw thrown;
      const error = toErrorRecord(thrown);
      if (isHostTrouble(error.code) || circuit.opensOn(error)) throw thrown;
      tell({ type: 'failed', imageId, stage: 'describe', error });
    }
  };
}

function requestFor(image: ReadyImage, settings: CaptionSettings, model: string) {
  const siblings = image.post.media.filter(({ id }) => id !== image.media.id).map(({ description }) => description);
  return {
    model,
    language: image.post.language,
    maxLength: settings.maxCaptionLength,
    optimalMinLength: settings.optimalMinLength,
    optimalMaxLength: settings.optimalMaxLength,
    postText: image.post.text || null,
    siblings: siblings.filter((description) => description !== null),
  };
}
