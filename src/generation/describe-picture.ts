import type { Captioner, DescribeRequest } from '../captioner/captioner.ts';
import type { Clock } from '../lib/clock.ts';
import { toErrorRecord } from '../lib/errors.ts';
import type { Tell } from './events.ts';
import type { Tools } from './tools.ts';
import { throttleWords } from './words.ts';

export type DescribingMeans = { captioner: Captioner; clock: Clock };

/** `whole` ends the describing at once; `ahead` lets what is at the model finish and begins nothing. */
export type DescribingStops = { whole: AbortSignal; ahead: AbortSignal };

/** A prepared picture and what its description shall be. `language` as it is told: `und` where it is not known. */
export type Subject = { imageId: string; bytes: Uint8Array; language: string; request: DescribeRequest };

/**
 * Describes one picture: takes a slot of the model host, tells the words as they come and then the draft. A model that
 * broke off in the middle is asked once more: it is started again, or shows that its host is away.
 */
export async function describePicture(
  subject: Subject,
  means: DescribingMeans,
  slot: Tools['slot'],
  tell: Tell,
  stops: DescribingStops,
): Promise<void> {
  try {
    await describeOnce(subject, means, slot, tell, stops);
  } catch (thrown) {
    if (stops.whole.aborted || toErrorRecord(thrown).code !== 'model-stopped') throw thrown;
    await describeOnce(subject, means, slot, tell, stops);
  }
}

async function describeOnce(
  { imageId, bytes, language, request }: Subject,
  { captioner, clock }: DescribingMeans,
  slot: Tools['slot'],
  tell: Tell,
  { whole, ahead }: DescribingStops,
): Promise<void> {
  const words = throttleWords(clock, (text) => tell({ type: 'words', imageId, text }));
  const release = await slot(captioner.host, ahead);
  try {
    const description = await captioner.describe(bytes, request, { signal: whole, onText: words.say });
    const { text, raw, model, promptVersion, findings, timings, changedRetry } = description;
    words.finish();
    const draft = { text, raw, model, promptVersion, language, findings, timings, changedRetry };
    tell({ type: 'drafted', imageId, ...draft, isReused: false });
  } finally {
    words.finish();
    release();
  }
}
