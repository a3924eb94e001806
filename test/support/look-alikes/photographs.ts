import sharp from 'sharp';
import {
  PHOTOGRAPHS,
  type PhotographName,
  renderPicture,
  type Variation,
  variationOf,
} from '../sandbox-instance/photographs.ts';
import { between, type Random } from '../sandbox-instance/random.ts';

const names = Object.keys(PHOTOGRAPHS) as PhotographName[];

/**
 * Windows of the photographs. Two of the same one that are neither mirrored nor coloured differently share less than
 * three quarters of what they show, much less than a picture and its re-post.
 */
export async function photographs(random: Random, count: number): Promise<Uint8Array<ArrayBuffer>[]> {
  const taken: [PhotographName, Variation][] = [];
  while (taken.length < count) {
    const photo = names[taken.length % names.length] ?? 'coffee';
    const variation = variationOf(photo, random);
    if (!taken.some(([other, window]) => other === photo && isAlike(window, variation))) taken.push([photo, variation]);
  }
  return Promise.all(taken.map(([photo, variation]) => renderPicture({ photo, variation }, 'image/png')));
}

function isAlike(a: Variation, b: Variation): boolean {
  if (a.mirrored !== b.mirrored || a.upsideDown !== b.upsideDown || a.hueDegrees !== b.hueDegrees) return false;
  const across = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const down = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  if (across <= 0 || down <= 0) return false;
  const shared = across * down;
  return shared / (a.width * a.height + b.width * b.height - shared) > 0.75;
}

/** Two moments of one scene: something of a twelfth of its width is there, and a little further on. */
export async function twoMoments(random: Random): Promise<Uint8Array<ArrayBuffer>[]> {
  const [scene] = await photographs(random, 1);
  const { width = 0, height = 0 } = await sharp(scene).metadata();
  const size = Math.max(12, Math.round(width / 12));
  const left = between(random, 0, width - 3 * size);
  const top = between(random, 0, height - size);
  const thing = await sharp(scene)
    .extract({
      left: between(random, 0, width - size),
      top: between(random, 0, height - size),
      width: size,
      height: size,
    })
    .negate({ alpha: false })
    .png()
    .toBuffer();
  const moment = async (further: number) =>
    new Uint8Array(
      await sharp(scene)
        .composite([{ input: thing, left: left + further, top }])
        .png()
        .toBuffer(),
    );
  return Promise.all([moment(0), moment(Math.round(1.5 * size))]);
}
