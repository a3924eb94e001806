// @ts-check
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { LaunchError, say } from './errors.mjs';
import { withLock } from './lock.mjs';
import { runNpm } from './npm.mjs';
import { root, runtimeFolder } from './places.mjs';

/** Type stripping without a flag and the Node-API prebuilds need this major version. */
export const oldestMajor = 24;

/**
 * What to do about Node: use the one at hand, install the pinned one, or ask the person.
 * @param {{version: string, platform: string, arch: string, libc: string}} machine
 * @returns {{kind: 'own'} | {kind: 'install', name: string} | {kind: 'refuse', message: string}}
 */
export function chooseRuntime({ version, platform, arch, libc }) {
  if (Number.parseInt(version, 10) >= oldestMajor) return { kind: 'own' };
  const name = `${platform}-${arch}`;
  if (libc !== 'musl' && existsSync(pinnedFolder(name))) return { kind: 'install', name };
  const where = libc === 'musl' ? `${name} with musl` : name;
  const message = `Altwright needs Node ${oldestMajor} or newer; this is Node ${version}. There is no Node on npm for ${where}: install Node ${oldestMajor} from https://nodejs.org/en/download and start again.`;
  return { kind: 'refuse', message };
}

/**
 * The path of a Node that can run Altwright; installs the pinned one first when that is needed.
 * @returns {Promise<string>}
 */
export async function ensureNode() {
  const { platform, arch, versions } = process;
  const choice = chooseRuntime({ version: versions.node, platform, arch, libc: libcAtHand() });
  if (choice.kind === 'own') return process.execPath;
  if (choice.kind === 'refuse') throw new LaunchError(choice.message);
  const pinned = readPinned(choice.name);
  if (!existsSync(pinned.node)) {
    await withLock(join(runtimeFolder, 'node.lock'), (onStart) => install(choice.name, pinned, onStart));
  }
  return pinned.node;
}

/** @param {string} name */
const pinnedFolder = (name) => join(root, 'scripts', 'runtime', name);

/**
 * Where the pinned Node lies once installed. The version is in the folder's name, so a new pin is installed beside it.
 * @param {string} name
 */
function readPinned(name) {
  const manifest = JSON.parse(readFileSync(join(pinnedFolder(name), 'package.json'), 'utf8'));
  const version = String(manifest.dependencies[`node-${name}`]);
  const folder = join(runtimeFolder, `node-${version}-${name}`);
  return { version, folder, node: join(folder, 'node_modules', `node-${name}`, 'bin', 'node') };
}

/**
 * Installs by the lockfile of the platform in a temporary folder and renames that into place: the folder is whole or
 * not there.
 * @param {string} name
 * @param {{version: string, folder: string, node: string}} pinned
 * @param {(pid: number) => void} onStart
 */
async function install(name, { version, folder, node }, onStart) {
  if (existsSync(node)) return;
  say(`Node ${process.versions.node} is too old: installing Node ${version} into .runtime, once.`);
  removeLeftOvers();
  mkdirSync(runtimeFolder, { recursive: true });
  const making = mkdtempSync(join(runtimeFolder, 'making-'));
  for (const file of ['package.json', 'package-lock.json'])
    copyFileSync(join(pinnedFolder(name), file), join(making, file));
  const failure = `Node ${version} could not be installed. Install Node ${oldestMajor} from https://nodejs.org/en/download, or try again.`;
  try {
    await runNpm(process.execPath, ['ci', '--omit=dev'], { cwd: making, failure, onStart });
    rmSync(folder, { recursive: true, force: true });
    renameSync(making, folder);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

/** What installations left that were interrupted. Called under the lock, so none of them is under way. */
function removeLeftOvers() {
  if (!existsSync(runtimeFolder)) return;
  for (const file of readdirSync(runtimeFolder)) {
    if (file.startsWith('making-')) rmSync(join(runtimeFolder, file), { recursive: true, force: true });
  }
}

/** `glibc`, `musl`, or nothing outside Linux. */
function libcAtHand() {
  if (process.platform !== 'linux') return '';
  const report = /** @type {{header: {glibcVersionRuntime?: string}}} */ (process.report.getReport());
  return report.header.glibcVersionRuntime ? 'glibc' : 'musl';
}
