import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../lib/errors.ts';
import { newToken } from '../lib/ids.ts';
import { say } from '../lib/sentence.ts';

/** Master keys of 32 bytes by their ids, the current one first. */
export type Keys = ReadonlyMap<string, Buffer>;

/**
 * The keys of the configuration, or those of the file `keys` in the data folder, which is made with mode 0600 when it is
 * not there. Throws when a key is malformed: sealing with a wrong one would lose credentials.
 */
export function loadKeys({ configured, dataDir }: { configured: string | undefined; dataDir: string }): Keys {
  return parseKeys(configured ?? readOrMakeKeyFile(join(dataDir, 'keys')));
}

function parseKeys(text: string): Keys {
  const entries = text.split(/[\s,]+/).filter(Boolean);
  const keys = new Map<string, Buffer>();
  for (const entry of entries) {
    const [, id = '', base64 = ''] = /^([\w-]+):([A-Za-z0-9+/_-]+=*)$/.exec(entry) ?? [];
    const key = Buffer.from(base64, 'base64');
    if (id === '' || key.length !== 32 || keys.has(id)) throw badKeys();
    keys.set(id, key);
  }
  if (keys.size === 0) throw badKeys();
  return keys;
}

function badKeys(): AppError {
  return new AppError('validation', say('connections.badKeys'), { code: 'keys' });
}

function readOrMakeKeyFile(path: string): string {
  const found = readIfThere(path);
  if (found !== undefined) return found;
  makeKeyFile(path);
  return readFileSync(path, 'utf8');
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    if (isErrno(thrown, 'ENOENT')) return undefined;
    throw thrown;
  }
}

/** Whole on the disk before it has its name; a link, because unlike a rename it never replaces a key that is in use. */
function makeKeyFile(path: string): void {
  const temporary = `${path}.${newToken().slice(0, 8)}`;
  const file = openSync(temporary, 'wx', 0o600);
  try {
    writeSync(file, `k1:${randomBytes(32).toString('base64')}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    linkSync(temporary, path);
  } catch (thrown) {
    if (!isErrno(thrown, 'EEXIST')) throw thrown;
  } finally {
    rmSync(temporary);
  }
}

function isErrno(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === code;
}
