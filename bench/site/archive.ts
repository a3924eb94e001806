import { readdir, readFile } from 'node:fs/promises';
import { sharp } from '../../src/images/sharp.ts';
import type { SandboxInstance } from '../../test/support/sandbox-instance/index.ts';
import type { Account } from '../../test/support/sandbox-instance/records.ts';

const photos = new URL('../../test/support/photos/', import.meta.url);
/** Longest sides of what people upload, as servers keep it. */
const sidesPx = [800, 1200, 1600, 2400];
const picturesPerPost = 2;
const hourMs = 3_600_000;

/** The photographs at hand in the sizes that servers keep. */
export async function loadPhotographs(): Promise<Buffer[]> {
  const names = (await readdir(photos)).filter((name) => name.endsWith('.jpg')).sort();
  const made: Buffer[] = [];
  for (const name of names) {
    const bytes = await readFile(new URL(name, photos));
    for (const side of sidesPx) made.push(await resized(bytes, side));
  }
  return made;
}

function resized(bytes: Buffer, sidePx: number): Promise<Buffer> {
  return sharp(bytes)
    .resize({ width: sidePx, height: sidePx, fit: 'inside', withoutEnlargement: false })
    .jpeg({ quality: 80 })
    .toBuffer();
}

/**
 * Posts so many pictures that lack a description, two to a post and a post every hour. No two have the same bytes,
 * since what was seen before is not described again.
 */
export function fillArchive(instance: SandboxInstance, account: Account, photographs: Buffer[], count: number): void {
  const pictures = Array.from({ length: count }, (_, index) => {
    const photograph = photographs[index % photographs.length] as Buffer;
    return { bytes: withComment(photograph, `${account.username} ${index}`) };
  });
  const posts = Math.ceil(count / picturesPerPost);
  for (let index = 0; index < posts; index += 1) {
    instance.createPost(account, {
      text: `Post ${index} of ${account.username}`,
      createdAt: Date.now() - (posts - index) * hourMs,
      media: pictures.slice(index * picturesPerPost, (index + 1) * picturesPerPost),
    });
  }
}

/** The same JPEG with other bytes: a comment behind its first marker. */
function withComment(jpeg: Buffer, comment: string): Uint8Array {
  const text = Buffer.from(comment);
  const head = Buffer.from([0xff, 0xfe, 0, text.length + 2]);
  return new Uint8Array(Buffer.concat([jpeg.subarray(0, 2), head, text, jpeg.subarray(2)]));
}
