// @ts-check
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LaunchError } from './errors.mjs';
import { root } from './places.mjs';

/**
 * The programs of a folder: its .ts files without the ending. Files in folders below are their parts.
 * @param {string} folder
 * @param {string} base
 */
export function namesIn(folder, base = root) {
  const path = join(base, folder);
  if (!existsSync(path)) return [];
  const files = readdirSync(path).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  return files.map((file) => file.slice(0, -'.ts'.length)).sort();
}

/**
 * Throws the list of names when the wanted one is missing or unknown.
 * @param {string} word
 * @param {string | undefined} name
 * @param {string[]} names
 */
export function requireName(word, name, names) {
  if (name && names.includes(name)) return;
  const problem = name ? `There is no "${name}".` : 'Which one?';
  const list = names.map((each) => `  npm run ${word} -- ${each}`).join('\n');
  throw new LaunchError(`${problem} There ${names.length === 0 ? 'are none yet.' : `are:\n${list}`}`, 2);
}
