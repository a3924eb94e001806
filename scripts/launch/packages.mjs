// @ts-check
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { say } from './errors.mjs';
import { withLock } from './lock.mjs';
import { runNpm } from './npm.mjs';
import { root, runtimeFolder } from './places.mjs';

/**
 * @typedef {object} Stamp
 * @property {string} lock SHA-256 of the lockfile that was installed
 * @property {boolean} dev whether development packages are in
 * @property {string} platform
 */

/**
 * Whether what is installed serves: a development installation serves production, not the other way round.
 * @param {Stamp | undefined} stamp
 * @param {Stamp} needed
 */
export function serves(stamp, needed) {
  if (!stamp || stamp.lock !== needed.lock || stamp.platform !== needed.platform) return false;
  return stamp.dev || !needed.dev;
}

/**
 * Makes sure that node_modules holds what the lockfile says.
 * @param {string} node
 * @param {{dev: boolean}} options whether development packages are needed
 */
export async function ensurePackages(node, { dev }) {
  const folder = join(root, 'node_modules');
  const needed = stampFor(root, dev);
  if (serves(readStamp(folder), needed)) return;
  await withLock(join(runtimeFolder, 'packages.lock'), async (onStart) => {
    if (!serves(readStamp(folder), needed)) await install(node, folder, needed, onStart);
  });
}

/**
 * @param {string} folder
 * @param {boolean} dev
 * @returns {Stamp}
 */
export function stampFor(folder, dev) {
  const lock = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  return { lock, dev, platform: `${process.platform}-${process.arch}` };
}

/**
 * The stamp goes first and comes last: whatever interrupts the installation, the next start does it again.
 * @param {string} node
 * @param {string} folder
 * @param {Stamp} stamp
 * @param {(pid: number) => void} onStart
 */
async function install(node, folder, stamp, onStart) {
  say(`Installing the packages${stamp.dev ? '' : ' for production'}. This takes a moment, once.`);
  rmSync(stampFile(folder), { force: true });
  const which = stamp.dev ? '--include=dev' : '--omit=dev';
  const failure = 'The packages could not be installed; npm says why above.';
  await runNpm(node, ['ci', which], { cwd: root, failure, onStart });
  writeStamp(folder, stamp);
}

/** @param {string} folder */
const stampFile = (folder) => join(folder, '.altwright-packages.json');

/**
 * @param {string} folder
 * @returns {Stamp | undefined}
 */
export function readStamp(folder) {
  try {
    return JSON.parse(readFileSync(stampFile(folder), 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * @param {string} folder
 * @param {Stamp} stamp
 */
export function writeStamp(folder, stamp) {
  const file = stampFile(folder);
  writeFileSync(`${file}.new`, JSON.stringify(stamp));
  renameSync(`${file}.new`, file);
}
