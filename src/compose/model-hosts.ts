import { normaliseHosts } from '../captioner/host-address.ts';
import { type JointOptions, joinCaptioners } from '../captioner/joint.ts';
import { createOllamaCaptioner } from '../captioner/ollama.ts';
import type { Config } from '../config.ts';
import { systemClock as clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { createHostFetch } from '../lib/safe-fetch.ts';
import { say } from '../lib/sentence.ts';
import { userAgent } from '../lib/user-agent.ts';

/** The model servers of this machine: their addresses, who speaks to them, and how many pictures may be at one at once. */
export function composeModelHosts(config: Config, onListing: JointOptions['onListing'] = () => {}) {
  const modelHosts = normaliseHosts(config.ollamaHost);
  if ('wrong' in modelHosts) throw new AppError('validation', say('errors.ollamaHost', { host: modelHosts.wrong }));
  const fetch = createHostFetch({ userAgent, allowedHosts: () => modelHosts.map(({ url }) => new URL(url).host) });
  const captioners = modelHosts.map((host) => createOllamaCaptioner({ ...host, fetch, clock }));
  return { modelHosts, joint: joinCaptioners(captioners, { clock, onListing }), inFlight: config.modelSlots + 1 };
}
