// @ts-check
import { say } from './errors.mjs';
import { runProgram } from './run.mjs';
import { runTests } from './tests.mjs';

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {(node: string) => Promise<import('./run.mjs').Ending>} run
 */

/**
 * @param {string} name
 * @param {string[]} args
 * @returns {Step}
 */
const step = (name, ...args) => ({ name, run: (node) => runProgram(node, args) });

/** Everything that must hold before a change is done, the quick steps first. @type {Step[]} */
export const steps = [
  step('format, lint, import rules', 'node_modules/@biomejs/biome/bin/biome', 'ci', '--error-on-warnings'),
  step('types', 'node_modules/typescript/bin/tsc', '--noEmit'),
  step('unused code', 'node_modules/knip/bin/knip.js', '--no-progress'),
  { name: 'tests', run: (node) => runTests(node, []) },
];

/**
 * Runs every step in order, also after one has failed, and sums up. True when all passed.
 * @param {string} node
 */
export async function check(node, list = steps) {
  const failed = [];
  for (const { name, run } of list) {
    say(`— ${name}`);
    const startedAt = Date.now();
    const { code } = await run(node);
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    say(`— ${name}: ${code === 0 ? 'passed' : 'FAILED'} in ${seconds} s\n`);
    if (code !== 0) failed.push(name);
  }
  say(failed.length === 0 ? `All ${list.length} steps passed.` : `Failed: ${failed.join('; ')}.`);
  return failed.length === 0;
}
