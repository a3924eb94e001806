// @ts-check
import { existsSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { LaunchError } from './errors.mjs';
import { environmentFor, runChild } from './run.mjs';

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
 * @param {object} options
 * @param {string} options.cwd
 * @param {string} options.failure what to say when npm does not succeed
 * @param {(pid: number) => void} options.onStart
 */
export async function runNpm(node, args, { cwd, failure, onStart }) {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  /** @type {import('node:child_process').SpawnOptions} */
  const options = { cwd, stdio: ['ignore', 2, 2], env: environmentFor(node) };
  const { code } = await runChild(node, [findNpm(), ...args, ...quiet], options, onStart);
  if (code !== 0) throw new LaunchError(failure);
}
