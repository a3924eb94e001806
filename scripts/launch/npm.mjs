// @ts-check
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { LaunchError } from './errors.mjs';
import { environmentFor } from './run.mjs';

/**
 * npm's own JavaScript, so that it can be run under a Node of our choice: npm picks packages by the Node it runs on.
 * @param {{npm_execpath?: string | undefined, PATH?: string | undefined}} environment
 * @param {string} node the Node at hand, beside which npm usually lies
 */
export function findNpm(environment = process.env, node = process.execPath) {
  const beside = join(dirname(node), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const onPath = (environment.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, 'npm'));
  const places = [environment.npm_execpath, beside, ...onPath].filter((place) => place !== undefined);
  for (const place of places) {
    if (!existsSync(place)) continue;
    const file = realpathSync(place);
    if (basename(file) === 'npm-cli.js') return file;
  }
  throw new LaunchError('npm was not found. Install Node with npm: https://nodejs.org/en/download');
}

/**
 * Runs npm under this Node and resolves when it succeeded. Everything npm prints goes to standard error.
 * @param {string} node
 * @param {string[]} args
 * @param {{cwd: string, failure: string}} options failure: what to say when npm does not succeed
 * @returns {Promise<void>}
 */
export function runNpm(node, args, { cwd, failure }) {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  const child = spawn(node, [findNpm(), ...args, ...quiet], {
    cwd,
    stdio: ['ignore', 2, 2],
    env: environmentFor(node),
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new LaunchError(failure))));
  });
}
