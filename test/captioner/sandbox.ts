import { readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import type { DescribeRequest } from '../../src/captioner/captioner.ts';
import { createOllamaCaptioner, type OllamaCaptionerOptions } from '../../src/captioner/engines/ollama.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createHostFetch } from '../../src/lib/safe-fetch.ts';
import { type SandboxOllamaOptions, startSandboxOllama } from '../support/sandbox-ollama/index.ts';

export const photograph = new Uint8Array(readFileSync(new URL('../support/photos/coffee.jpg', import.meta.url)));

export const hostFetch = createHostFetch({ userAgent: 'Altwright test', allowedHosts: () => ['127.0.0.1'] });

export function describeRequest(given: Partial<DescribeRequest> = {}): DescribeRequest {
  return {
    model: 'gemma3:4b',
    language: 'en',
    maxLength: 1500,
    optimalMinLength: 40,
    optimalMaxLength: 300,
    postText: 'Morning at the café.',
    siblings: [],
    ...{ length: 'normal', kind: null, visibleText: null, isSensitive: false, instructions: null, names: null },
    ...given,
  };
}

/** A sandbox at a hundredth of the real times, with a captioner that talks to it through the program's own fetch. */
export async function startCaptioner(
  options: SandboxOllamaOptions = {},
  captionerOptions: Partial<OllamaCaptionerOptions> = {},
) {
  const sandbox = await startSandboxOllama({ timeScale: 0.01, ...options });
  onTestFinished(() => sandbox.close());
  const captioner = createOllamaCaptioner({
    url: sandbox.url,
    fetch: hostFetch,
    clock: systemClock,
    ...captionerOptions,
  });
  return { sandbox, captioner };
}

/** Waits for something that happens in another process's time; fails after five seconds. */
export async function until(condition: () => boolean): Promise<void> {
  const endsAt = performance.now() + 5000;
  while (!condition()) {
    if (performance.now() > endsAt) throw new Error(`never came true: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
