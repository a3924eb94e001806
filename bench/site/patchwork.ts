import { sharp } from '../../src/images/sharp.ts';
import { seededRandom } from '../../test/support/sandbox-instance/random.ts';

const [columns, rows] = [8, 6];

/** A picture of coloured patches, quickly made and unlike any of another number, so that none is taken for another. */
export async function patchwork(number: number): Promise<Uint8Array<ArrayBuffer>> {
  const random = seededRandom(`patchwork ${number}`);
  const colours = Uint8Array.from({ length: columns * rows * 3 }, () => Math.floor(random() * 256));
  const bytes = await sharp(colours, { raw: { width: columns, height: rows, channels: 3 } })
    .resize(columns * 60, rows * 60, { kernel: 'nearest' })
    .jpeg()
    .toBuffer();
  return new Uint8Array(bytes);
}
