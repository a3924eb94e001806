import type { Ollama } from 'ollama';
import type { AppError } from '../../lib/errors.ts';
import type { Captioner, CaptionerHealth } from '../captioner.ts';
import { describe } from '../describe.ts';
import { ask, translate } from './ask.ts';
import { listVisionModels } from './models.ts';
import { createOllamaAsk, loadOptions } from './ollama-ask.ts';
import { createOllamaClient, type HostAccess } from './ollama-client.ts';
import { pullModel } from './pull.ts';
import { looksAtTrial } from './trial.ts';
import { createWarmth } from './warmth.ts';
import { type DescribeLimits, defaultLimits, startWatchdog } from './watchdog.ts';

export type OllamaCaptionerOptions = HostAccess & { limits?: Partial<DescribeLimits> };

/** Questions about the state of the server; none of them waits for a model. */
const stateRequestMs = 10_000;

/** The captioner that talks to an Ollama server. `url` and `headers` come from `normaliseHost`. */
export function createOllamaCaptioner({ limits: ownLimits, ...access }: OllamaCaptionerOptions): Captioner {
  const limits = { ...defaultLimits, ...ownLimits };
  const warmth = createWarmth(access.clock, limits);
  const host = access.url;
  const describing = { ask: createOllamaAsk({ access, limits, warmth }), host };

  return {
    host,
    describe: (image, request, options) => describe(describing, image, request, options),
    models: () => askState(access, listVisionModels),
    health: () =>
      askState(access, (client) => client.version()).then(
        ({ version }): CaptionerHealth => ({ isReachable: true, version, host }),
        (error: AppError): CaptionerHealth => ({ isReachable: false, error, host }),
      ),
    warm: async (model, signal = new AbortController().signal) => {
      const waits = { ...limits, firstByteMs: limits.firstByteColdMs };
      const onFirstByte = () => warmth.answered(model);
      await ask(
        access,
        { model, messages: [], options: loadOptions },
        { signal, onText: () => {}, limits: waits, onFirstByte },
      );
    },
    looksAtTrial: (model, signal = new AbortController().signal) =>
      looksAtTrial(describing.ask, { host, model }, signal),
    canPull: true,
    pull: (model, onProgress, signal) => pullModel(access, model, onProgress, signal),
  };
}

async function askState<T>(access: HostAccess, question: (client: Ollama) => Promise<T>): Promise<T> {
  const hangUp = new AbortController();
  const limits = { firstByteMs: stateRequestMs, idleMs: stateRequestMs, totalMs: stateRequestMs };
  const watchdog = startWatchdog(access.clock, limits, () => hangUp.abort());
  try {
    return await question(createOllamaClient(access, hangUp.signal));
  } catch (thrown) {
    throw translate(thrown, { host: access.url, model: '' }, watchdog);
  } finally {
    watchdog.stop();
  }
}
