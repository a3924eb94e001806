import { createOllamaCaptioner } from '../../../src/captioner/engines/ollama.ts';
import { normaliseHost } from '../../../src/captioner/hosts/host-address.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { createHostFetch } from '../../../src/lib/safe-fetch.ts';
import { sandboxModel, startSandboxOllama } from '../sandbox-ollama/index.ts';

export type ModelServer = { url: string; isReal: boolean; close: () => Promise<void> };

/** The person's own Ollama if one answers there and has a model that sees, else the sandbox's. */
export async function openModelServer(host = '127.0.0.1:11434', msPerImage = 250): Promise<ModelServer> {
  const real = await findReal(host);
  if (real !== null) return { url: real, isReal: true, close: async () => {} };
  const sandbox = await startSandboxOllama({ models: [sandboxModel({ name: 'gemma3:4b', msPerImage })] });
  return { url: sandbox.url, isReal: false, close: sandbox.close };
}

async function findReal(host: string): Promise<string | null> {
  const address = normaliseHost(host);
  if (!address) return null;
  const fetch = createHostFetch({ userAgent: 'Altwright-demo', allowedHosts: () => [new URL(address.url).host] });
  const captioner = createOllamaCaptioner({ ...address, fetch, clock: systemClock });
  const models = await captioner.models().catch(() => []);
  return models.length > 0 ? host : null;
}
