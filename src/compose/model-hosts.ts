import { createCaptioner } from '../captioner/engines/engine.ts';
import { type ModelHost, normaliseEndpoints, normaliseHosts } from '../captioner/hosts/host-address.ts';
import { type JointOptions, joinCaptioners } from '../captioner/hosts/joint.ts';
import type { Config } from '../config.ts';
import { systemClock as clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { createHostFetch } from '../lib/safe-fetch.ts';
import { say } from '../lib/sentence.ts';
import { userAgent } from '../lib/user-agent.ts';

/** The model servers of this machine: their addresses, who speaks to them, and how many pictures may be at one at once. */
export function composeModelHosts(config: Config, onListing: JointOptions['onListing'] = () => {}) {
  const modelHosts = readModelHosts(config);
  const fetch = createHostFetch({ userAgent, allowedHosts: () => modelHosts.map(({ url }) => new URL(url).host) });
  const captioners = modelHosts.map((host) => createCaptioner(host, { fetch, clock }));
  return { modelHosts, joint: joinCaptioners(captioners, { clock, onListing }), inFlight: config.modelSlots + 1 };
}

/** Throws a sentence for the operator. */
function readModelHosts({ ollamaHost, visionEndpoints, visionModels, visionApiKey }: Config): ModelHost[] {
  const ollamas = normaliseHosts(ollamaHost);
  if ('wrong' in ollamas) throw new AppError('validation', say('errors.ollamaHost', { host: ollamas.wrong }));
  const endpoints = normaliseEndpoints(visionEndpoints, { apiKey: visionApiKey, models: visionModels });
  if ('wrong' in endpoints) throw new AppError('validation', say('errors.visionEndpoint', { url: endpoints.wrong }));
  return [...ollamas, ...endpoints];
}
