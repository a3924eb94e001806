import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { between, pick, type Random } from './random.ts';

/** The photographs at hand (credits beside them), with width and height in pixels. */
export const PHOTOGRAPHS = {
  astronaut: [512, 512],
  camera: [512, 512],
  chelsea: [451, 300],
  coffee: [600, 400],
  hubble_deep_field: [1000, 872],
  rocket: [640, 427],
} as const;

export type PhotographName = keyof typeof PHOTOGRAPHS;

/** What makes one photograph into many: a window of it (in pixels), mirrored and tinted. */
export type Variation = {
  left: number;
  top: number;
  width: number;
  height: number;
  mirrored: boolean;
  upsideDown: boolean;
  hueDegrees: number;
  brightness: number;
};

export type PictureSource = { photo: PhotographName; variation?: Variation } | { bytes: Uint8Array };

/** What a picture's address answers instead of the picture. */
export type PictureFault = 'gone' | 'forbidden' | 'corrupt' | 'empty' | 'wrong-type' | 'endless' | 'never';

const folder = join(import.meta.dirname, '..', 'photos');
const rendered = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
const RENDERED_AT_MOST = 128;

/** A window of at least 45 % of each side, so that two variations of a photograph are different pictures. */
export function variationOf(photo: PhotographName, random: Random): Variation {
  const [fullWidth, fullHeight] = PHOTOGRAPHS[photo];
  const width = Math.round(fullWidth * (0.45 + random() * 0.5));
  const height = Math.round(fullHeight * (0.45 + random() * 0.5));
  return {
    left: between(random, 0, fullWidth - width),
    top: between(random, 0, fullHeight - height),
    width,
    height,
    mirrored: random() < 0.5,
    upsideDown: random() < 0.1,
    hueDegrees: pick(random, [0, 0, 40, 90, 180, 270]),
    brightness: 0.85 + random() * 0.3,
  };
}

/** The picture's bytes in the wanted format; photographs are rendered when first asked for and a few are kept. */
export function renderPicture(source: PictureSource, mimeType: string): Promise<Uint8Array<ArrayBuffer>> {
  if ('bytes' in source) return Promise.resolve(new Uint8Array(source.bytes));
  const key = JSON.stringify([source, mimeType]);
  const known = rendered.get(key);
  if (known) return known;
  const picture = renderPhotograph(source.photo, source.variation, mimeType);
  rendered.set(key, picture);
  const oldest = rendered.keys().next().value;
  if (rendered.size > RENDERED_AT_MOST && oldest !== undefined) rendered.delete(oldest);
  return picture;
}

async function renderPhotograph(photo: PhotographName, variation: Variation | undefined, mimeType: string) {
  const original = await readFile(join(folder, `${photo}.jpg`));
  if (!variation && mimeType === 'image/jpeg') return new Uint8Array(original);
  let image = sharp(original);
  if (variation) {
    image = image.extract(variation).modulate({ hue: variation.hueDegrees, brightness: variation.brightness });
    if (variation.mirrored) image = image.flop();
    if (variation.upsideDown) image = image.flip();
  }
  const format = mimeType.split('/')[1] ?? 'jpeg';
  if (format === 'png') return new Uint8Array(await image.png().toBuffer());
  if (format === 'webp') return new Uint8Array(await image.webp().toBuffer());
  if (format === 'gif') return new Uint8Array(await image.gif().toBuffer());
  return new Uint8Array(await image.jpeg({ quality: 82 }).toBuffer());
}

/** The small version servers offer as `preview_url`; a picture that cannot be read is its own preview. */
export async function renderPreview(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const small = sharp(bytes).resize({ width: 400, height: 400, fit: 'inside', withoutEnlargement: true });
    return new Uint8Array(await small.jpeg({ quality: 75 }).toBuffer());
  } catch {
    return bytes;
  }
}
