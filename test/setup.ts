import { format } from 'node:util';
import { afterAll, afterEach, beforeEach } from 'vitest';
import { quickenImports } from '../src/lib/quick-imports.ts';

if (Number.parseInt(process.versions.node, 10) < 24) {
  throw new Error(`The tests need Node 24 or newer, this is ${process.version}: run them by "npm test -- FILE".`);
}

quickenImports();

/**
 * Warnings and errors on the console are trouble that somebody would otherwise have to notice. A test that expects one
 * replaces the console's function by a spy of its own. (Unhandled rejections fail the run by vitest's own doing.)
 */
const noise: string[] = [];

function listen() {
  for (const level of ['error', 'warn'] as const) {
    console[level] = (...values: unknown[]) => {
      noise.push(`console.${level}: ${format(...values)}`);
    };
  }
}

function failOnNoise() {
  const heard = noise.splice(0).join('\n');
  if (heard) throw new Error(`Unexpected output on the console:\n${heard}`);
}

listen();
beforeEach(listen);
afterEach(failOnNoise);
afterAll(failOnNoise);
