// @ts-check
import { runProgram } from './run.mjs';
import { ensureSystemParts } from './system.mjs';

/**
 * Runs vitest with these arguments, after making sure of what the tests need from the system.
 * @param {string} node
 * @param {string[]} args
 */
export async function runTests(node, args) {
  const environment = await ensureSystemParts();
  return await runProgram(node, ['node_modules/vitest/vitest.mjs', 'run', ...args], environment);
}
