import type { AppError } from '../../lib/errors.ts';
import type { Captioner, CaptionerHealth, VisionModel } from '../captioner.ts';
import { describe } from '../describe.ts';
import { captionerError, type ErrorPlace } from '../errors.ts';
import { translate } from './ask.ts';
import type { HostAccess } from './ollama-client.ts';
import { createOpenaiAsk } from './openai-ask.ts';
import { callOpenai } from './openai-client.ts';
import { type Listing, readListing, readStudioListing, toVisionModel } from './openai-models.ts';
import { createSightTest } from './sight-test.ts';
import { looksAtTrial } from './trial.ts';
import { createWarmth } from './warmth.ts';
import { type DescribeLimits, defaultLimits, startWatchdog } from './watchdog.ts';

export type OpenaiCaptionerOptions = HostAccess & {
  /** The models that see, by the operator's word; empty: what the server says, or a test shows. */
  models?: readonly string[];
  limits?: Partial<DescribeLimits>;
};

/** Questions about the state of the server; none of them waits longer for a model. */
const stateRequestMs = 10_000;

/** The captioner that talks to a server with OpenAI's API: llama.cpp, LM Studio, vLLM. `url` ends in `/v1` mostly. */
export function createOpenaiCaptioner(options: OpenaiCaptionerOptions): Captioner {
  const { models: named = [], limits: ownLimits, ...access } = options;
  const limits = { ...defaultLimits, ...ownLimits };
  const warmth = createWarmth(access.clock, limits);
  const host = access.url;
  const ask = createOpenaiAsk({ access, limits, warmth });
  const sees = createSightTest({
    ...{ ask, clock: access.clock },
    ...{ longestMs: limits.firstByteColdMs, patienceMs: stateRequestMs },
  });

  /** A server that lists several may have to load each for the test; those have to be named. */
  async function test({ names }: Listing): Promise<string[]> {
    const [name, ...others] = names;
    if (name === undefined || others.length > 0) return [];
    return (await sees({ host, model: name, speaks: 'openai' })) ? [name] : [];
  }

  async function models(): Promise<VisionModel[]> {
    const listing = await list(access, named.length === 0);
    const seeing = named.length > 0 ? listing.names.filter((name) => named.includes(name)) : listing.seeing;
    return (seeing ?? (await test(listing))).map((name) => toVisionModel(name, listing.loaded));
  }

  return {
    host,
    describe: (image, request, listener) => describe({ ask, host }, image, request, listener),
    models,
    health: () =>
      list(access, false).then(
        (): CaptionerHealth => ({ isReachable: true, version: '', host }),
        (error: AppError): CaptionerHealth => ({ isReachable: false, error, host }),
      ),
    /** Such a server has loaded what it serves. */
    warm: async () => {},
    looksAtTrial: (model, signal = new AbortController().signal) => looksAtTrial(ask, { host, model }, signal),
    canPull: false,
    pull: async (model) => {
      throw captionerError('no-such-model', { host, model, speaks: 'openai' });
    },
  };
}

/** `isDetailed`: asks LM Studio's own API as well, where the usual list does not say which models see. */
async function list(access: HostAccess, isDetailed: boolean): Promise<Listing> {
  const hangUp = new AbortController();
  const limits = { firstByteMs: stateRequestMs, idleMs: stateRequestMs, totalMs: stateRequestMs };
  const watchdog = startWatchdog(access.clock, limits, () => hangUp.abort());
  const { signal } = hangUp;
  const place: ErrorPlace = { host: access.url, model: '', speaks: 'openai' };
  try {
    const answer = await callOpenai(access, '/models', { signal });
    const listing = readListing(await answer.json());
    if (!isDetailed || listing.seeing) return listing;
    return (await listOfStudio(access, signal)) ?? listing;
  } catch (thrown) {
    throw thrown instanceof Error && thrown.name === 'ZodError'
      ? captionerError('not-ollama', place, thrown)
      : translate(thrown, place, watchdog);
  } finally {
    watchdog.stop();
  }
}

async function listOfStudio(access: HostAccess, signal: AbortSignal): Promise<Listing | null> {
  const url = access.url.replace(/\/v1$/, '');
  const answer = await callOpenai({ ...access, url }, '/api/v0/models', { signal }).catch(() => null);
  return answer && readStudioListing(await answer.json().catch(() => null));
}
