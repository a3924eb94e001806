import type { Colour } from './ground.ts';
import { fromPixels, type RawPicture } from './raw-picture.ts';

const sidePx = 96;

/** A picture made so small that plain code can go on with it: its own pipeline each would cost more than all of this. */
export type Miniature = { data: Uint8Array; width: number; height: number };

/** A square of the whole picture, whatever its shape; three channels. */
export async function makeMiniature(pixels: RawPicture, ground: Colour): Promise<Miniature> {
  const data = await fromPixels(pixels)
    .flatten({ background: ground })
    .resize({ width: sidePx, height: sidePx, fit: 'fill' })
    .raw()
    .toBuffer();
  return { data, width: sidePx, height: sidePx };
}

/** The mean of one channel in each field, when the miniature is divided into so many; no more than it has pixels. */
export function meansOf(miniature: Miniature, fields: { width: number; height: number }, channel: number): Uint8Array {
  const means = new Uint8Array(fields.width * fields.height);
  for (let row = 0; row < fields.height; row += 1) {
    const rows = spanOf(row, fields.height, miniature.height);
    for (let column = 0; column < fields.width; column += 1) {
      const columns = spanOf(column, fields.width, miniature.width);
      means[row * fields.width + column] = meanIn(miniature, rows, columns, channel);
    }
  }
  return means;
}

type Span = { from: number; until: number };

function spanOf(field: number, fields: number, pixels: number): Span {
  return { from: Math.floor((field * pixels) / fields), until: Math.ceil(((field + 1) * pixels) / fields) };
}

function meanIn({ data, width }: Miniature, rows: Span, columns: Span, channel: number): number {
  let sum = 0;
  for (let row = rows.from; row < rows.until; row += 1) {
    for (let column = columns.from; column < columns.until; column += 1) {
      sum += data[3 * (row * width + column) + channel] ?? 0;
    }
  }
  return Math.round(sum / ((rows.until - rows.from) * (columns.until - columns.from)));
}
