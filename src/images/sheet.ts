import { decodeFrame, type OpenPicture, type RawPicture } from './raw-picture.ts';
import { fitInside, type ModelTarget, type Size } from './size.ts';

/** Between the pictures of a sheet, in a grey that can be told from light and dark ones. */
const linePx = 4;
const lineValue = 128;

/** Below so many pixels for all, six pictures would be too small to make out. */
const fewPixels = 500_000;

/** How many pictures of an animation a model can make out on one sheet. */
export function mostFramesFor({ longestSidePx, mostPixels = longestSidePx ** 2 }: ModelTarget): number {
  return mostPixels < fewPixels ? 4 : 6;
}

/** Lays pictures of an animation out in order, from left to right and from top to bottom, within a model's target. */
export async function drawSheet(picture: OpenPicture, frames: number[], target: ModelTarget): Promise<RawPicture> {
  const columns = columnsFor(frames.length, picture);
  const rows = frames.length / columns;
  const cell = cellSize(picture, { width: columns, height: rows }, target);
  const pictures: RawPicture[] = [];
  // One after the other: each may need all of the animation before it.
  for (const frame of frames) pictures.push(await decodeFrame(picture, frame, cell));
  const channels = pictures.some(({ info }) => info.channels === 4) ? 4 : 3;
  const width = columns * (cell.width + linePx) - linePx;
  const height = rows * (cell.height + linePx) - linePx;
  const data = new Uint8Array(width * height * channels).fill(lineValue);
  if (channels === 4) for (let alpha = 3; alpha < data.length; alpha += 4) data[alpha] = 255;
  const sheet: RawPicture = { data, info: { width, height, channels } };
  for (const [index, one] of pictures.entries()) {
    const left = (index % columns) * (cell.width + linePx);
    const top = Math.floor(index / columns) * (cell.height + linePx);
    place(one, sheet, left, top);
  }
  return sheet;
}

/** As near to a square as there is one without an empty place. */
function columnsFor(count: number, { width, height }: Size): number {
  const fits = Array.from({ length: count }, (_, index) => index + 1).filter((columns) => count % columns === 0);
  const stretch = (columns: number) => Math.abs(Math.log((columns * width) / ((count / columns) * height)));
  return fits.reduce((best, columns) => (stretch(columns) < stretch(best) ? columns : best));
}

function cellSize(frame: Size, grid: Size, { longestSidePx, mostPixels }: ModelTarget): Size {
  const whole = { width: frame.width * grid.width, height: frame.height * grid.height };
  const lines = linePx * (Math.max(grid.width, grid.height) - 1);
  const limit = { longestSidePx: longestSidePx - lines, ...(mostPixels && { mostPixels: mostPixels * 0.98 }) };
  const { width, height } = fitInside(whole, limit);
  const side = (all: number, count: number) => Math.max(1, Math.floor(all / count));
  return { width: side(width, grid.width), height: side(height, grid.height) };
}

function place({ data, info }: RawPicture, sheet: RawPicture, left: number, top: number): void {
  const { width, channels } = sheet.info;
  for (let y = 0; y < info.height; y += 1) {
    const row = data.subarray(y * info.width * info.channels, (y + 1) * info.width * info.channels);
    const start = ((top + y) * width + left) * channels;
    if (info.channels === channels) sheet.data.set(row, start);
    else for (let x = 0; x < info.width; x += 1) sheet.data.set(row.subarray(x * 3, x * 3 + 3), start + x * 4);
  }
}
