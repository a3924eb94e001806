import { readdir, readFile } from 'node:fs/promises';
import { sharp } from '../../src/images/sharp.ts';
import type { SandboxInstance } from '../../test/support/sandbox-instance/index.ts';
import type { Account } from '../../test/support/sandbox-instance/records.ts';
import { patchwork } from './patchwork.ts';

const photos = new URL('../../test/support/photos/', import.meta.url);
/** Longest sides of what people upload, as servers keep it. */
const sidesPx = [800, 1200, 1600, 2400];
const picturesPerPost = 2;
const hourMs = 3_600_000;

/**
 * So many pictures in the sizes that servers keep: photographs, each seen through coloured patches of its own, since
 * what is like a picture that was seen before is not described again.
 */
export async function makePictures(count: number): Promise<Buffer[]> {
  const names = (await readdir(photos)).filter((name) => name.endsWith('.jpg')).sort();
  const photographs = await Promise.all(names.map((name) => readFile(new URL(name, photos))));
  const made: Buffer[] = [];
  for (let index = 0; index < count; index += 1) {
    const side = sidesPx[Math.floor(index / photographs.length) % sidesPx.length] as number;
    made.push(await throughPatches(photographs[index % photographs.length] as Buffer, side, index));
  }
  return made;
}

async function throughPatches(photograph: Buffer, sidePx: number, number: number): Promise<Buffer> {
  const input = Buffer.from(await patchwork(number));
  const { width, height } = await sharp(input).metadata();
  // First at the size of the patches, which is the quickest.
  const small = await sharp(photograph)
    .resize({ width, height, fit: 'cover' })
    .composite([{ input, blend: 'hard-light' }])
    .toBuffer();
  return sharp(small).resize({ width: sidePx }).jpeg({ quality: 80 }).toBuffer();
}

/**
 * Posts pictures that lack a description, two to a post and a post every hour. Two accounts' have other bytes, as
 * servers take pictures of the same bytes for one.
 */
export function fillArchive(instance: SandboxInstance, account: Account, made: Buffer[]): void {
  const pictures = made.map((picture, index) => ({ bytes: withComment(picture, `${account.username} ${index}`) }));
  const posts = Math.ceil(pictures.length / picturesPerPost);
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
