// @ts-check
import { LaunchError } from './errors.mjs';
import { runProgram } from './run.mjs';

/**
 * Throws what to set when the environment does not say which server is meant.
 * @param {Record<string, string | undefined>} environment
 */
export function requireServerUnderTest(environment) {
  const missing = ['ALTWRIGHT_CONFORMANCE_SERVER', 'ALTWRIGHT_CONFORMANCE_TOKEN'].filter((name) => !environment[name]);
  if (missing.length === 0) return;
  const lines = [
    `Set ${missing.join(' and ')}: the address of a server, such as https://social.example, and a token of an account`,
    'on it that may read, post, upload, edit and delete. Take an account made for tests: some twenty posts appear on it,',
    'for everybody, and are deleted again. Nothing else is touched.',
  ];
  throw new LaunchError(lines.join('\n'), 2);
}

/**
 * Plays the contract of the server's family against it.
 * @param {string} node
 * @param {string[]} args
 */
export function runConformance(node, args) {
  return runProgram(node, ['node_modules/vitest/vitest.mjs', 'run', '--config', 'conformance.config.ts', ...args]);
}
