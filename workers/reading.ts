import { decodePicture } from '../src/images/decode-picture.ts';
import { chooseGround } from '../src/images/ground.ts';
import { fromPixels } from '../src/images/raw-picture.ts';
import { fitInside } from '../src/images/size.ts';
import { describeCause } from '../src/lib/errors.ts';
import { loadRecogniser, type Recogniser } from '../src/reading/installation.ts';
import { readPixels } from '../src/reading/looking.ts';
import type { Pixels } from '../src/reading/raw-image.ts';
import type { ReadingAnswer, ReadingOrder } from '../src/reading/reader.ts';

/**
 * The program of the process that reads: a picture comes, what was read goes back. Its one argument is the folder that
 * what reads is installed in. It ends with the one who started it.
 */

/** Of a long strip of a page the width is what matters, so much may be left of its length. */
const longestSidePx = 4096;

let recogniser: Promise<Recogniser> | undefined;

process.on('disconnect', () => process.exit());
process.on('message', (order: ReadingOrder) => void answer(order));

async function answer({ bytes }: ReadingOrder): Promise<void> {
  const reply: ReadingAnswer = await read(bytes).catch((thrown: unknown) => ({ problem: describeCause(thrown) }));
  process.send?.(reply);
}

async function read(bytes: Uint8Array): Promise<ReadingAnswer> {
  recogniser ??= loadRecogniser(process.argv[2] ?? '');
  const pixels = await flattened(bytes);
  return { read: await readPixels(await recogniser, pixels) };
}

/** As whoever looks at the picture sees it. */
async function flattened(bytes: Uint8Array): Promise<Pixels> {
  const { pixels } = await decodePicture(bytes, (original) => fitInside(original, { longestSidePx }));
  const { data, info } = await fromPixels(pixels)
    .flatten({ background: chooseGround(pixels) })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: 3 };
}
