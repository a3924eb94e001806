// @ts-check
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './errors.mjs';

/** A holder touches its lock this often … */
const beatMs = 5_000;
/** … and a stranger's (another container's) that was not touched for so long belongs to nobody … */
const staleMs = 60_000;
/** … as does one of this machine whose process seems alive: its number may have gone to another by now. */
const abandonedMs = 600_000;
const pollMs = 200;

/**
 * @typedef {object} Owner
 * @property {string} id
 * @property {string} host
 * @property {number[]} pids the launcher, and the npm that works for it and would outlive it
 */

/**
 * Runs the work while holding the lock, so that two launchers never install at once.
 *
 * The lock is a folder holding its owner's name, made elsewhere and renamed into place: a rename onto a folder that is
 * not empty fails, so there is never a lock without an owner nor one with two.
 * @template T
 * @param {string} path
 * @param {(alsoHeldBy: (pid: number) => void) => Promise<T>} work tells of processes that must not be left running
 * @returns {Promise<T>}
 */
export async function withLock(path, work) {
  const owner = { id: randomUUID(), host: hostname(), pids: [process.pid] };
  let told = false;
  while (!acquire(path, owner)) {
    if (breakStale(path)) continue;
    if (!told) say('Another start is installing; waiting for it.');
    told = true;
    await sleep(pollMs);
  }
  const beat = setInterval(() => touch(path), beatMs);
  try {
    return await work((pid) => writeOwner(path, { ...owner, pids: [...owner.pids, pid] }));
  } finally {
    clearInterval(beat);
    if (readOwner(path)?.id === owner.id) remove(path);
  }
}

/**
 * @param {string} path
 * @param {Owner} owner
 */
export function acquire(path, owner) {
  const made = `${path}-${owner.id}`;
  mkdirSync(dirname(path), { recursive: true });
  mkdirSync(made, { recursive: true });
  writeOwner(made, owner);
  try {
    renameSync(made, path);
    return true;
  } catch (error) {
    rmSync(made, { recursive: true, force: true });
    if (isCode(error, 'ENOTEMPTY', 'EEXIST', 'EPERM')) return false;
    throw error;
  }
}

/**
 * Takes a lock away whose owner is gone. True when there is reason to try again at once.
 * @param {string} path
 */
function breakStale(path) {
  const owner = readOwner(path);
  const ageMs = ageOf(path);
  if (ageMs === undefined) return true;
  if (!isStale(owner, { ageMs, host: hostname(), isAlive })) return false;
  return remove(path, owner?.id);
}

/**
 * @param {Owner | undefined} owner
 * @param {{ageMs: number, host: string, isAlive: (pid: number) => boolean}} seen
 */
export function isStale(owner, { ageMs, host, isAlive }) {
  if (ageMs > abandonedMs) return true;
  if (owner === undefined || owner.host !== host) return ageMs > staleMs;
  return !owner.pids.some(isAlive);
}

/**
 * Renames the lock away and then deletes it, for a folder emptied file by file could be taken in between. Puts it back
 * when it turns out to belong to somebody who came meanwhile.
 * @param {string} path
 * @param {string} [ownerId]
 */
function remove(path, ownerId) {
  const away = `${path}-${randomUUID()}`;
  try {
    renameSync(path, away);
    if (ownerId !== undefined && readOwner(away)?.id !== ownerId) renameSync(away, path);
  } catch (error) {
    if (!isCode(error, 'ENOENT', 'ENOTEMPTY', 'EEXIST')) throw error;
  }
  rmSync(away, { recursive: true, force: true });
  return true;
}

/**
 * @param {string} path
 * @returns {Owner | undefined}
 */
function readOwner(path) {
  try {
    return JSON.parse(readFileSync(join(path, 'owner.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * @param {string} path
 * @param {Owner} owner
 */
function writeOwner(path, owner) {
  const file = join(path, 'owner.json');
  writeFileSync(`${file}.new`, JSON.stringify(owner));
  renameSync(`${file}.new`, file);
}

/** @param {string} path */
function ageOf(path) {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return undefined;
  }
}

/** @param {string} path */
function touch(path) {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // Somebody took the lock for stale; the work's own last step is a rename or a stamp, so it stays whole.
  }
}

/** @param {number} pid */
function isAlive(pid) {
  // A container started anew deals out the same numbers: an owner with ours is not us, so it is gone.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

/**
 * @param {unknown} error
 * @param {...string} codes
 */
function isCode(error, ...codes) {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
