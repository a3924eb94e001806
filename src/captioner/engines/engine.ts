import type { Clock } from '../../lib/clock.ts';
import type { Captioner } from '../captioner.ts';
import type { ModelHost } from '../hosts/host-address.ts';
import { createOllamaCaptioner } from './ollama.ts';
import type { HostFetch } from './ollama-client.ts';
import { createOpenaiCaptioner } from './openai.ts';

/** The captioner for a model host, by the API that it speaks. */
export function createCaptioner({ speaks, ...host }: ModelHost, means: { fetch: HostFetch; clock: Clock }): Captioner {
  return speaks === 'openai'
    ? createOpenaiCaptioner({ ...host, ...means })
    : createOllamaCaptioner({ ...host, ...means });
}
