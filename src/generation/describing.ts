import type { Captioner } from '../captioner/captioner.ts';
import { isHostTrouble } from '../captioner/errors.ts';
import type { Clock } from '../lib/clock.ts';
import { toErrorRecord } from '../lib/errors.ts';
import { createCircuit } from './circuit.ts';
import type { Tell } from './events.ts';
import type { ReadyImage } from './preparing.ts';
import type { CaptionSettings } from './settings.ts';
import type { Tools } from './tools.ts';
import { throttleWords } from './words.ts';

export type DescribingMeans = { captioner: Captioner; clock: Clock };

/** `whole` ends the describing at once; `ahead` lets what is at the model finish and begins nothing. */
export type DescribingStops = { whole: AbortSignal; ahead: AbortSignal };

/**
 * Describes prepared pictures: takes a slot of the model host, tells the words as they come and then the draft. Throws
 * when the trouble is the host's, or the reason of the stop; what is a single picture's own is told as its failure.
 */
export function createDescriber(
  settings: CaptionSettings,
  model: string,
  means: DescribingMeans,
  tools: Pick<Tools, 'recall' | 'slot'>,
  tell: Tell,
) {
  const circuit = createCircuit();

  async function describe(image: ReadyImage, language: string, { whole, ahead }: DescribingStops) {
    const words = throttleWords(means.clock, (text) => tell({ type: 'words', imageId: image.imageId, text }));
    const release = await tools.slot(means.captioner.host, ahead);
    try {
      const description = await means.captioner.describe(image.picture.forModel, requestFor(image, settings, model), {
        signal: whole,
        onText: words.say,
      });
      const { text, raw, model: usedModel, promptVersion, findings, timings } = description;
      words.finish();
      tell({
        type: 'drafted',
        imageId: image.imageId,
        text,
        raw,
        model: usedModel,
        promptVersion,
        language,
        findings,
        timings,
        isReused: false,
      });
    } finally {
      words.finish();
      release();
    }
  }

  /** A model that broke off in the middle is asked once more: it is started again, or shows that its host is away. */
  async function describeOrOnceMore(image: ReadyImage, language: string, stops: DescribingStops) {
    try {
      await describe(image, language, stops);
    } catch (thrown) {
      if (stops.whole.aborted || toErrorRecord(thrown).code !== 'model-stopped') throw thrown;
      await describe(image, language, stops);
    }
  }

  return async function describeImage(image: ReadyImage, stops: DescribingStops): Promise<void> {
    const language = image.post.language ?? 'und';
    try {
      const recalled = settings.reprocessExisting
        ? null
        : await tools.recall({ sha256: image.picture.sha256, language });
      if (recalled) {
        tell({ type: 'drafted', imageId: image.imageId, ...recalled, language, timings: null, isReused: true });
      } else await describeOrOnceMore(image, language, stops);
      circuit.succeeded();
    } catch (thrown) {
      if (stops.whole.aborted || thrown === stops.ahead.reason) throw thrown;
      const error = toErrorRecord(thrown);
      if (isHostTrouble(error.code) || circuit.opensOn(error)) throw thrown;
      tell({ type: 'failed', imageId: image.imageId, stage: 'describe', error });
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
