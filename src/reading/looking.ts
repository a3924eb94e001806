import sharp from 'sharp';
import type { DetectedLine, Recogniser } from './installation.ts';
import { type Pixels, RawImage } from './raw-image.ts';
import { type ReadLine, type ReadText, toReadText } from './reading.ts';

/** A first look is for whether there is any text: a few seconds less for each of the many photos without. */
const glancePixels = 650_000;
/** As large as pictures are read: more takes memory and time, less loses the spaces of small print. */
const closePixels = 1_600_000;
/** What is enlarged more shows no more. */
const mostEnlarged = 2;
/** From this factor on letters are smoothed: the stairs of an enlarged letter are read as parts of it. */
const smoothedFrom = 1.3;

/** Reads the text in decoded pixels. A picture without any is looked at once, small; one with text again, larger. */
export async function readPixels(recogniser: Recogniser, pixels: Pixels): Promise<ReadText> {
  const glance = scaleFor(pixels, glancePixels);
  const close = scaleFor(pixels, closePixels);
  if (close > glance && (await look(recogniser, pixels, Math.min(1, glance))).length === 0) return toReadText([]);
  return toReadText(await look(recogniser, pixels, close));
}

/** The factor by which a picture becomes as large as it is read. */
function scaleFor({ width, height }: Pixels, mostPixels: number): number {
  return Math.min(mostEnlarged, Math.sqrt(mostPixels / (width * height)));
}

async function look(recogniser: Recogniser, pixels: Pixels, scale: number): Promise<ReadLine[]> {
  const image = await scaled(pixels, scale);
  const { width, height } = image;
  const lines = await recogniser.detect(image);
  return lines.map((line) => toReadLine(line, { width, height }));
}

async function scaled({ data, width, height, channels }: Pixels, scale: number): Promise<RawImage> {
  const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  const resized = sharp(data, { raw: { width, height, channels } }).resize({ ...size, fit: 'fill' });
  const smooth = scale > smoothedFrom ? resized.blur(0.8) : resized;
  const { data: rgba } = await smooth.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return new RawImage({ data: rgba, ...size });
}

/** The package reads a picture whose sides are multiples of 32, and tells the corners in its pixels. */
function toReadLine({ text, mean, box }: DetectedLine, { width, height }: { width: number; height: number }): ReadLine {
  const across = Math.ceil(width / 32) * 32;
  const down = Math.ceil(height / 32) * 32;
  const xs = box.map(([x]) => x / across);
  const ys = box.map(([, y]) => y / down);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return {
    text,
    confidence: mean,
    box: { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top },
  };
}
