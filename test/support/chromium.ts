import { type Browser, chromium } from 'playwright-core';
import { describe } from 'vitest';
import { findPart, systemParts } from '../../scripts/launch/system.mjs';

const part = systemParts.find(({ name }) => name === 'Chromium');
const executablePath = part && findPart(part);

/** No sandbox, since tests run as root in containers; the rest keeps it from calling anybody. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A headless Chromium of its own for a test file; close it in `afterAll`. */
export async function launchBrowser(): Promise<Browser> {
  if (!executablePath) throw new Error('Chromium was not found; put these tests under describeWithBrowser.');
  return await chromium.launch({ executablePath, args: flags, headless: true });
}

/** A `describe` whose tests are skipped, and named at the end of the run, where there is no Chromium. */
export function describeWithBrowser(name: string, tests: () => void, options: { timeout?: number } = {}): void {
  describe.skipIf(!executablePath)(executablePath ? name : `${name} [needs Chromium]`, options, tests);
}
