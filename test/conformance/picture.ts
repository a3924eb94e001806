import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const bytes = readFileSync(join(import.meta.dirname, '../support/photos/coffee.jpg'));
let made = 0;

/** A photograph that is no other one: servers that know a file again would let two posts share it. */
export function pictureFile(): Blob {
  made += 1;
  // What follows the end of the image is read by nobody.
  return new Blob([bytes, `${process.pid} ${Date.now()} ${made}`], { type: 'image/jpeg' });
}
