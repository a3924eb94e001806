import type { Captioner } from '../src/captioner/captioner.ts';
import { createCaptioner } from '../src/captioner/engines/engine.ts';
import type { ModelHost } from '../src/captioner/hosts/host-address.ts';
import { systemClock as clock } from '../src/lib/clock.ts';
import { createHostFetch } from '../src/lib/safe-fetch.ts';
import { userAgent } from '../src/lib/user-agent.ts';

/** One captioner for each model host, by the names that the gate knows them by. */
export function openCaptioners(modelHosts: ModelHost[]): ReadonlyMap<string, Captioner> {
  const fetch = createHostFetch({ userAgent, allowedHosts: () => modelHosts.map(({ url }) => new URL(url).host) });
  return new Map(modelHosts.map((host) => [host.url, createCaptioner(host, { fetch, clock })]));
}
