import type { Captioner } from '../captioner/captioner.ts';
import { isHostTrouble } from '../captioner/errors.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError, toErrorRecord } from '../lib/errors.ts';
import type { TaskEvent } from './events.ts';
import type { ChosenImage } from './listing.ts';
import type { CaptionSettings } from './settings.ts';
import type { Tools } from './tools.ts';
import { throttleWords } from './words.ts';

/** A picture as the model and the page get it. */
export type PreparedPicture = {
  forModel: Uint8Array;
  thumbnail: Uint8Array;
  width: number;
  height: number;
  sha256: string;
  thumbhash: string;
};

export type DescribingMeans = {
  captioner: Captioner;
  /** Downloads a picture. */
  fetchPicture: (image: ChosenImage, signal: AbortSignal) => Promise<Uint8Array>;
  /** Makes it upright, flat and as large as the model wants. */
  preparePicture: (bytes: Uint8Array) => Promise<PreparedPicture>;
  clock: Clock;
};

export type Tell = (event: TaskEvent, thumbnail?: Uint8Array) => void;

export type ReadyImage = ChosenImage & { picture: PreparedPicture };

/** Downloads and prepares one picture and tells it. Null when that failed for reasons of this picture alone. */
export async function prepareImage(
  image: ChosenImage,
  means: DescribingMeans,
  tell: Tell,
  signal: AbortSignal,
): Promise<ReadyImage | null> {
  let stage: 'download' | 'prepare' = 'download';
  try {
    const bytes = await means.fetchPicture(image, signal);
    stage = 'prepare';
    const picture = await means.preparePicture(bytes);
    const { width, height, sha256, thumbhash } = picture;
    tell({ type: 'prepared', imageId: image.imageId, width, height, sha256, thumbhash }, picture.thumbnail);
    return { ...image, picture };
  } catch (thrown) {
    if (signal.aborted || (thrown instanceof AppError && thrown.category === 'authentication')) throw thrown;
    tell({ type: 'failed', imageId: image.imageId, stage, error: toErrorRecord(thrown) });
    return null;
  }
}

/** How many pictures in a row may fail for the same reason at the model before the host is taken to be ill. */
export const circuitOpensAfter = 3;

/**
 * Describes prepared pictures: takes a slot of the model host, tells the words as they come and then the draft. Throws
 * when the trouble is the host's; what is a single picture's own is told as its failure.
 */
export function createDescriber(
  settings: CaptionSettings,
  model: string,
  means: DescribingMeans,
  tools: Pick<Tools, 'recall' | 'slot'>,
  tell: Tell,
) {
  let lastCode: string | undefined;
  let inARow = 0;

  function failed(image: ReadyImage, thrown: unknown, signal: AbortSignal) {
    if (signal.aborted || !(thrown instanceof AppError)) throw thrown;
    if (isHostTrouble(thrown.code)) throw thrown;
    inARow = thrown.category === 'resource' && thrown.code === lastCode ? inARow + 1 : 1;
    lastCode = thrown.code;
    if (thrown.category === 'resource' && inARow >= circuitOpensAfter) throw thrown;
    tell({ type: 'failed', imageId: image.imageId, stage: 'describe', error: toErrorRecord(thrown) });
  }

  async function describe(image: ReadyImage, language: string, signal: AbortSignal) {
    const words = throttleWords(means.clock, (text) => tell({ type: 'words', imageId: image.imageId, text }));
    const release = await tools.slot(means.captioner.host, signal);
    try {
      const description = await means.captioner.describe(image.picture.forModel, requestFor(image, settings, model), {
        signal,
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

  return async function describeImage(image: ReadyImage, signal: AbortSignal): Promise<void> {
    const language = image.post.language ?? 'und';
    try {
      const recalled = settings.reprocessExisting
        ? null
        : await tools.recall({ sha256: image.picture.sha256, language });
      if (recalled) {
        tell({ type: 'drafted', imageId: image.imageId, ...recalled, language, timings: null, isReused: true });
      } else await describe(image, language, signal);
      lastCode = undefined;
    } catch (thrown) {
      failed(image, thrown, signal);
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
