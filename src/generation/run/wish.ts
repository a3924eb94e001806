import type { DescribeRequest } from '../../captioner/captioner.ts';
import { withItsLanguage } from '../../captioner/rules/finding.ts';
import type { ImageSource } from '../../images/choose-url.ts';
import { fingerprintText } from '../../images/fingerprint.ts';
import { createChannel } from '../../lib/channel.ts';
import { toErrorRecord } from '../../lib/errors.ts';
import { type DescribingMeans, describePicture } from './describe-picture.ts';
import type { EndedEvent, Tell } from './events.ts';
import type { Told } from './run.ts';
import { type SeeingMeans, see } from './seeing.ts';
import type { TaskSpec } from './spec.ts';
import type { Tools } from './tools.ts';

/** An attachment of a post, or the bytes of a picture that a person has uploaded. */
export type WishedPicture = { source: ImageSource } | { bytes: Uint8Array };

/** The order to describe a single picture that somebody waits for; needs no database and no settings of its own. */
export type WishSpec = Pick<TaskSpec, 'model' | 'modelHosts' | 'inFlight' | 'allowedHosts'> & {
  wishId: string;
  picture: WishedPicture;
  /** Of the post the picture stands in, whatever language is wished for; it tells whether what it shows can be read. */
  postLanguage: string | null;
  request: Omit<DescribeRequest, 'model'>;
};

export type WishMeans = DescribingMeans & {
  fetchPicture: (source: ImageSource, signal: AbortSignal) => Promise<Uint8Array>;
  preparePicture: SeeingMeans['preparePicture'];
};

export type WishTools = Pick<Tools, 'slot' | 'readText'>;

/**
 * One wish, from the picture to its draft, as a stream of the events a run tells: `prepared`, `words`, `drafted`, and
 * `ended` always. The wish's id stands for the picture's.
 */
export async function* runWish(
  spec: WishSpec,
  means: WishMeans,
  tools: WishTools,
  signal: AbortSignal,
): AsyncGenerator<Told, void, void> {
  const news = createChannel<Told>();
  const tell: Tell = (event, thumbnail) =>
    news.put(thumbnail ? { event, thumbnail } : { event }, event.type === 'words' ? event.type : undefined);
  const working = fulfil(spec, means, tools, tell, signal)
    .then((): EndedEvent => ({ type: 'ended', outcome: 'completed' }))
    .catch((thrown: unknown): EndedEvent => {
      if (signal.aborted) return { type: 'ended', outcome: 'cancelled' };
      return { type: 'ended', outcome: 'failed', error: toErrorRecord(thrown) };
    })
    .finally(() => news.close());
  yield* news;
  yield { event: await working };
}

async function fulfil(
  { wishId: imageId, picture: wished, postLanguage, request, model }: WishSpec,
  means: WishMeans,
  { slot, readText }: WishTools,
  tell: Tell,
  signal: AbortSignal,
): Promise<void> {
  const bytes = 'bytes' in wished ? wished.bytes : await means.fetchPicture(wished.source, signal);
  signal.throwIfAborted();
  const { picture, seen } = await see(bytes, postLanguage, { ...means, readText }, signal);
  const { forModel, thumbnail, remake, width, height, sha256, thumbhash, fingerprint } = picture;
  const known = { width, height, sha256, thumbhash, fingerprint: fingerprintText(fingerprint), ...seen };
  tell({ type: 'prepared', imageId, ...known }, thumbnail);
  const asked = await withItsLanguage({ ...request, ...seen, model: model.name });
  const subject = { imageId, bytes: forModel, remake, language: asked.language ?? 'und', request: asked };
  await describePicture(subject, means, slot, tell, { whole: signal, ahead: signal });
}
