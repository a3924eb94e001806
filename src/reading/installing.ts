import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import { isInstalled } from './installation.ts';

/** The packages with their versions and checksums, as they were tried. */
const source = join(import.meta.dirname, '../../extras/ocr');
const files = ['package.json', 'package-lock.json'];
const unfinished = '.unfinished';

/** Runs npm with arguments in a folder, and answers whether it succeeded. What it prints goes to standard error. */
export type Npm = (args: string[], folder: string) => Promise<boolean>;

/**
 * Installs what reads into a folder: beside it first, then moved there at once, so that there is never half of it.
 * Answers `there` when it is installed as it is wanted already.
 */
export async function installExtra(folder: string, npm: Npm = runNpm): Promise<'installed' | 'there'> {
  await removeLeftovers(folder);
  if (isInstalled(folder) && (await isWanted(folder))) return 'there';
  const beside = `${folder}.${randomUUID()}${unfinished}`;
  try {
    await mkdir(beside, { recursive: true, mode: 0o700 });
    for (const file of files) await copyFile(join(source, file), join(beside, file));
    const isDone = await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], beside);
    if (!isDone || !(await hasRuntime(beside))) throw new AppError('resource', say('cli.extraFailed'));
    await removeExtra(folder);
    await rename(beside, folder);
    return 'installed';
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

/** Removes what reads; answers whether there was any. What is reading just then finishes its picture. */
export async function removeExtra(folder: string): Promise<boolean> {
  if (!existsSync(folder)) return false;
  const aside = `${folder}.${randomUUID()}${unfinished}`;
  await rename(folder, aside);
  await rm(aside, { recursive: true, force: true });
  return true;
}

async function isWanted(folder: string): Promise<boolean> {
  const [wanted, there] = await Promise.all(
    [source, folder].map((place) => readFile(join(place, 'package-lock.json'), 'utf8').catch(() => null)),
  );
  return wanted === there;
}

/** Keeps of the native library what this machine runs, which is a sixth of it; answers whether there is any. */
async function hasRuntime(folder: string): Promise<boolean> {
  const versions = join(folder, 'node_modules/onnxruntime-node/bin');
  const [version = ''] = await readdir(versions).catch(() => []);
  const systems = join(versions, version);
  await removeAllBut(systems, process.platform);
  await removeAllBut(join(systems, process.platform), process.arch);
  return existsSync(join(systems, process.platform, process.arch, 'onnxruntime_binding.node'));
}

async function removeAllBut(folder: string, kept: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) if (name !== kept) await rm(join(folder, name), { recursive: true });
}

/** What an installation that was broken off has left. */
async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(dirname(folder)).catch(() => []);
  const isLeftover = (name: string) => name.startsWith(`${basename(folder)}.`) && name.endsWith(unfinished);
  for (const name of names.filter(isLeftover)) await rm(join(dirname(folder), name), { recursive: true, force: true });
}

/** npm as it lies beside the Node at hand, else the one that the shell would find. */
async function runNpm(args: string[], folder: string): Promise<boolean> {
  const beside = join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js');
  const [program, first] = existsSync(beside) ? [process.execPath, [beside]] : ['npm', []];
  const npm = spawn(program, [...first, ...args], { cwd: folder, stdio: ['ignore', 2, 2] });
  try {
    const [code] = await once(npm, 'exit');
    return code === 0;
  } catch (cause) {
    throw new AppError('resource', say('cli.npmMissing'), { cause });
  }
}
