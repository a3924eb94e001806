import { normaliseHost } from '../captioner/host-address.ts';
import { createOllamaCaptioner } from '../captioner/ollama.ts';
import type { Config } from '../config.ts';
import { systemClock as clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { createHostFetch } from '../lib/safe-fetch.ts';
import { say } from '../lib/sentence.ts';
import { userAgent } from '../lib/user-agent.ts';

/** The model server of this machine: its address, who speaks to it, and how many pictures may be there at once. */
export function composeModelHost(config: Config) {
  const modelHost = normaliseHost(config.ollamaHost);
  if (!modelHost) throw new AppError('validation', say('errors.ollamaHost', { host: config.ollamaHost }));
  const fetch = createHostFetch({ userAgent, allowedHosts: () => [new URL(modelHost.url).host] });
  const captioner = createOllamaCaptioner({ ...modelHost, fetch, clock });
  return { modelHost, captioner, inFlight: config.modelSlots + 1 };
}
