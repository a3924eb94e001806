// @ts-check
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that package.json lies in, whatever the current directory is. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Ignored by git: the pinned Node and the locks of running installations. */
export const runtimeFolder = join(root, '.runtime');
