// @ts-check
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { LaunchError, say } from './errors.mjs';

/**
 * @typedef {object} SystemPart
 * @property {string} name
 * @property {string} debianPackage
 * @property {string[]} places where the program may lie, best first
 * @property {string} variable the environment variable that tells the tests its path
 */

/** What the tests need that npm does not bring. @type {SystemPart[]} */
export const systemParts = [
  {
    name: 'Chromium',
    debianPackage: 'chromium',
    places: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
    variable: 'ALTWRIGHT_TEST_CHROMIUM',
  },
  {
    name: 'Redis',
    debianPackage: 'redis-server',
    places: ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server'],
    variable: 'ALTWRIGHT_TEST_REDIS',
  },
];

/**
 * @param {SystemPart} part
 * @param {Record<string, string | undefined>} [environment] a path set there wins
 */
export function findPart(part, environment = process.env) {
  const set = environment[part.variable];
  return (set ? [set] : part.places).find(isProgram);
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * What to do about missing parts.
 * @param {{missing: string[], root: boolean, debian: boolean, ci: boolean, tried: boolean}} situation
 * @returns {'nothing' | 'install' | 'fail' | 'skip'}
 */
export function decide({ missing, root, debian, ci, tried }) {
  if (missing.length === 0) return 'nothing';
  if (root && debian && !tried) return 'install';
  return ci ? 'fail' : 'skip';
}

/**
 * Makes sure of the parts and returns the environment that tells the tests their paths. What cannot be had is left out:
 * the tests needing it are skipped and named, except where CI is set.
 * @param {SystemPart[]} [parts]
 * @returns {Promise<Record<string, string>>}
 */
export async function ensureSystemParts(parts = systemParts) {
  const root = process.getuid?.() === 0;
  const debian = existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
  const ci = process.env.CI === 'true';
  const lookFor = (/** @type {boolean} */ tried) => {
    const absent = parts.filter((part) => !findPart(part));
    return { absent, action: decide({ missing: absent.map((part) => part.name), root, debian, ci, tried }) };
  };
  let { absent, action } = lookFor(false);
  if (action === 'install') {
    aptInstall(absent.map((part) => part.debianPackage));
    ({ absent, action } = lookFor(true));
  }
  if (action === 'fail') throw new LaunchError(`${describe(absent)} Nothing was run, because CI is set.`);
  if (action === 'skip') say(`${describe(absent)} The tests that need it are skipped.`);
  return pathsOf(parts);
}

/** @param {SystemPart[]} parts */
function pathsOf(parts) {
  const found = parts.map((part) => [part.variable, findPart(part)]).filter(([, path]) => path !== undefined);
  return Object.fromEntries(found);
}

/** @param {SystemPart[]} absent */
function describe(absent) {
  const names = absent.map((part) => part.name).join(' and ');
  const packages = absent.map((part) => part.debianPackage).join(' ');
  return `The tests need ${names}, which was not found (Debian: apt-get install ${packages}).`;
}

/** @param {string[]} packages */
function aptInstall(packages) {
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
  ]) {
    say(`DEBIAN_FRONTEND=noninteractive apt-get ${args.join(' ')}`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const { status } = spawnSync('apt-get', args, { stdio: ['ignore', 2, 2], env });
    if (status !== 0) say(`apt-get ${args[0]} failed.`);
  }
}
