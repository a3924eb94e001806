import { isHostAway, isHostTrouble } from '../../captioner/errors.ts';
import { withItsLanguage } from '../../captioner/rules/finding.ts';
import { toErrorRecord } from '../../lib/errors.ts';
import { requestOf } from '../request.ts';
import type { CaptionSettings } from '../settings.ts';
import { createCircuit } from './circuit.ts';
import { type DescribingMeans, type DescribingStops, describePicture } from './describe-picture.ts';
import type { Tell } from './events.ts';
import { createMemory, type Turn } from './memory.ts';
import type { ReadyImage } from './preparing.ts';
import { requestKeyOf } from './request-key.ts';
import { createSiblings, type Siblings } from './siblings.ts';
import type { TaskSpec } from './spec.ts';
import type { Tools } from './tools.ts';

export type Describer = {
  /**
   * Throws when the host has to be waited for, when several pictures in a row met the same, or the reason of the stop;
   * a single picture's trouble is told as its failure.
   */
  describe: (image: ReadyImage, stops: DescribingStops) => Promise<void>;
  /** There are no more pictures. Throws what none of them got past. */
  end: () => void;
};

/** Describes the prepared pictures of a run, with a draft made earlier where there is one. */
export function createDescriber(
  { settings, model: { name: model }, tries }: Pick<TaskSpec, 'settings' | 'model' | 'tries'>,
  means: DescribingMeans,
  tools: Omit<Tools, 'known'>,
  tell: Tell,
): Describer {
  const circuit = createCircuit(tries, tell);
  const memory = createMemory(tools);
  const siblings = createSiblings(tools);
  let hasDescribed = false;
  let lasting: { thrown: unknown } | null = null;

  /** Takes the text there is, else asks the model. */
  async function draft(image: ReadyImage, turn: Turn, others: Siblings, stops: DescribingStops): Promise<void> {
    const { imageId, picture } = image;
    const tellDraft: Tell = (event) => {
      if (event.type === 'drafted') others.tell(event.text);
      tell(event);
    };
    const request = await withItsLanguage({ ...requestFor(image, settings, await others.texts()), model });
    const language = request.language ?? 'und';
    const recalled = settings.reprocessExisting ? null : await turn.recall(request, stops.ahead);
    if (recalled) {
      tellDraft({ type: 'drafted', imageId, ...recalled, language, timings: null, changedRetry: null, isReused: true });
      return;
    }
    const { forModel: bytes, remake } = picture;
    const requestKey = requestKeyOf(request, image.post);
    const subject = { imageId, bytes, remake, language, request, requestKey };
    await describePicture(subject, means, tools.slot, tellDraft, stops);
    hasDescribed = true;
    circuit.succeeded();
  }

  async function describe(image: ReadyImage, stops: DescribingStops): Promise<void> {
    const turn = memory.takeTurn(image);
    const others = siblings.of(image);
    try {
      await draft(image, turn, others, stops);
    } catch (thrown) {
      if (stops.whole.aborted || thrown === stops.ahead.reason) throw thrown;
      fail(image, thrown);
    } finally {
      turn.end();
      others.end();
    }
  }

  /** Throws what the next picture would meet as well. */
  function fail({ imageId }: ReadyImage, thrown: unknown): void {
    const error = toErrorRecord(thrown);
    if (isHostAway(error.code) || circuit.opensOn({ type: 'failed', imageId, stage: 'describe', error })) throw thrown;
    if (isHostTrouble(error.code)) lasting = { thrown };
  }

  /** Where nothing but lasting trouble was met, it is the reason for which the run ends, and no picture's failure. */
  function end(): void {
    if (lasting && !hasDescribed) throw lasting.thrown;
    circuit.succeeded();
  }

  return { describe, end };
}

function requestFor({ post, seen }: ReadyImage, settings: CaptionSettings, siblings: string[]) {
  const isSensitive = post.sensitive || post.spoilerText !== '';
  return requestOf(settings, { ...post, isSensitive, siblings, ...seen });
}
