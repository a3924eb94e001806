import { createChannel } from '../../lib/channel.ts';
import { toErrorRecord } from '../../lib/errors.ts';
import type { DescribingMeans, DescribingStops } from './describe-picture.ts';
import { createDescriber } from './describing.ts';
import type { EndedEvent, TaskEvent, Tell } from './events.ts';
import { createLanes } from './lanes.ts';
import { chooseImages, type ListingMeans } from './listing.ts';
import { createPreparer, type PreparingMeans, type ReadyImage } from './preparing.ts';
import type { ChosenImage, TaskSpec } from './spec.ts';
import type { Tools } from './tools.ts';

export type RunMeans = ListingMeans & PreparingMeans & DescribingMeans;

/** One thing a run tells; the thumbnail belongs to a `prepared` event. */
export type Told = { event: TaskEvent; thumbnail?: Uint8Array };

/** Pictures listed ahead of the preparing, and prepared ahead of the model. */
const listedAhead = 50;
const preparedAhead = 2;

/**
 * One run, from the posts of a connection to a draft for each picture, as a stream of events that always ends with
 * `ended`. It knows no database, no queue and no server; what it must ask, it asks through `tools`.
 *
 * Three stages overlap, because the model is the scarce part: list posts, download and prepare, describe. `cancel`
 * ends it at once as cancelled, and the model host stops generating; `pause` lets the pictures at the model finish.
 */
export async function* runCaptionTask(
  spec: TaskSpec,
  means: RunMeans,
  tools: Tools,
  asked: { cancel: AbortSignal; pause: AbortSignal },
): AsyncGenerator<Told, void, void> {
  const news = createChannel<Told>();
  const tell: Tell = (event, thumbnail) =>
    news.put(thumbnail ? { event, thumbnail } : { event }, event.type === 'words' ? event.imageId : undefined);
  const ownStop = new AbortController();
  // A question must not overtake the events told before it.
  const orderly: Tools = {
    ...tools,
    async known(refs) {
      await news.drained();
      return tools.known(refs);
    },
    async lookAlikes(picture) {
      await news.drained();
      return tools.lookAlikes(picture);
    },
    async smallPicture(imageId) {
      await news.drained();
      return tools.smallPicture(imageId);
    },
    async recall(wish) {
      await news.drained();
      return tools.recall(wish);
    },
    async siblingTexts(imageId) {
      await news.drained();
      return tools.siblingTexts(imageId);
    },
  };
  const whole = AbortSignal.any([asked.cancel, ownStop.signal]);
  const stops = { whole, ahead: AbortSignal.any([whole, asked.pause]) };
  const working = work(spec, means, orderly, tell, stops, ownStop)
    .then((): EndedEvent => ({ type: 'ended', outcome: 'completed' }))
    .catch((thrown: unknown): EndedEvent => {
      if (asked.cancel.aborted) return { type: 'ended', outcome: 'cancelled' };
      if (asked.pause.aborted) return { type: 'ended', outcome: 'paused' };
      return { type: 'ended', outcome: 'failed', error: toErrorRecord(thrown) };
    })
    .finally(() => news.close());
  try {
    yield* news;
    yield { event: await working };
  } finally {
    ownStop.abort();
    await working;
  }
}

/**
 * Runs the stages side by side; the first that fails stops the others, and its error is thrown. Once `ahead` is aborted
 * the stages end one by one, each with the picture it has at the model.
 */
async function work(
  spec: TaskSpec,
  means: RunMeans,
  tools: Tools,
  tell: Tell,
  stops: DescribingStops,
  ownStop: AbortController,
): Promise<void> {
  const chosen = createChannel<ChosenImage>(listedAhead);
  const ready = createChannel<ReadyImage>(preparedAhead);
  const { ahead } = stops;
  /** Why the listing has to wait. What was chosen before is described meanwhile; a later attempt goes on there. */
  let restOfListing: unknown;
  const stopChannels = () => {
    chosen.fail(ahead.reason);
    ready.fail(ahead.reason);
  };
  ahead.addEventListener('abort', stopChannels, { once: true });
  const preparer = createPreparer(means, tools, spec.tries, tell);
  const lanes = createLanes(describeAll, stopAll);
  /** With each place the gate says how much room there is at the hosts by now. */
  async function slot(...asked: Parameters<Tools['slot']>) {
    const place = await tools.slot(...asked);
    if (place) lanes.open(place.room);
    return place;
  }
  const describer = createDescriber(spec, means, { ...tools, slot }, tell);

  function stopAll(thrown: unknown) {
    if (!ahead.aborted) ownStop.abort(thrown);
  }

  async function list() {
    tell({ type: 'step', step: 'listing' });
    try {
      for await (const image of chooseImages(spec, means, tools, tell, ahead)) await chosen.push(image);
      tell({ type: 'listed' });
    } catch (thrown) {
      if (toErrorRecord(thrown).code !== 'rate-limited') throw thrown;
      restOfListing = thrown;
    }
    tell({ type: 'step', step: 'describing' });
    chosen.close();
  }

  async function prepareOne(image: ChosenImage) {
    const picture = await preparer.prepare(image, ahead);
    if (picture) await ready.push(picture);
  }

  async function prepareAll() {
    const images = chosen[Symbol.asyncIterator]();
    // The first picture gets both cores to itself: the sooner it is ready, the sooner the model has work.
    const first = await images.next();
    if (!first.done) await prepareOne(first.value);
    const lane = async () => {
      for await (const image of chosen) await prepareOne(image);
    };
    await Promise.all(Array.from({ length: preparedAhead }, lane));
    ready.close();
  }

  async function describeAll() {
    for await (const image of ready) await describer.describe(image, stops);
  }

  ahead.throwIfAborted();
  lanes.open(spec.modelHosts.length * spec.inFlight);
  const stages = [list(), prepareAll(), lanes.ended()];
  for (const stage of stages) stage.catch(stopAll);
  const results = await Promise.allSettled(stages);
  ahead.removeEventListener('abort', stopChannels);
  if (stops.whole.aborted || results.some(({ status }) => status === 'rejected')) throw ahead.reason;
  preparer.end();
  describer.end();
  if (restOfListing !== undefined) throw restOfListing;
}
