import sharp from 'sharp';
import { pick, type Random, seededRandom } from '../sandbox-instance/random.ts';
import { type Canvas, toPng } from './canvas.ts';
import { barChart, ground, icon, numberCard, screenshot, textPage } from './drawn.ts';
import { photographs, twoMoments } from './photographs.ts';

/** Pictures of one `subject` are of the same picture. */
export type Picture = { subject: string; name: string; bytes: Uint8Array<ArrayBuffer> };

type Template = (random: Random, versions: number) => Canvas[];

/** Of each kind so many templates with so many pictures each that differ in little, among 500. */
const kinds: [name: string, template: Template, templates: number, versions: number][] = [
  ['chart', barChart, 10, 8],
  ['page', textPage, 10, 8],
  ['card', numberCard, 8, 5],
  ['screen', screenshot, 5, 14],
  ['icon', icon, 6, 12],
  ['ground', ground, 1, 18],
];
const scenes = 20;

/** Pictures, each of something else, many of them in little. The same seed and number make the same ones. */
export async function differentPictures(seed: string, count = 500): Promise<Picture[]> {
  const random = seededRandom(`different ${seed}`);
  const found: Picture[] = [];
  const add = (name: string, made: Uint8Array<ArrayBuffer>[]) => {
    found.push(...made.map((bytes, at) => ({ subject: `${name}.${at}`, name: `${name}.${at}`, bytes })));
  };
  const share = (all: number) => Math.max(1, Math.round((all * count) / 500));
  for (const [name, template, templates, most] of kinds) {
    const versions = Math.min(most, Math.max(3, Math.round(count / 20)));
    for (let n = 0; n < share(templates); n += 1) {
      for (const [at, canvas] of template(random, versions).entries()) add(`${name} ${n}.${at}`, [await toPng(canvas)]);
    }
  }
  for (let n = 0; n < share(scenes); n += 1) add(`scene ${n}`, await twoMoments(random));
  add('photograph', await photographs(random, count - found.length));
  return found;
}

/** The same picture as it is posted again: cut by up to 3 % a side, resized and encoded anew. */
export async function repost({ subject, bytes }: Picture, random: Random): Promise<Picture> {
  const { width, height } = await sharp(bytes).metadata();
  const cut = (side: number) => (random() < 0.3 ? 0 : Math.floor(random() * 0.03 * side));
  const [left, top] = [cut(width), cut(height)];
  const window = { left, top, width: width - left - cut(width), height: height - top - cut(height) };
  const scale = pick(random, [1, 1, 0.8, 0.6, 1.3]);
  const format = pick(random, ['jpeg', 'jpeg', 'webp', 'png']);
  const quality = pick(random, [40, 40, 60, 85]);
  const sized = sharp(bytes)
    .extract(window)
    .resize({ width: Math.round(window.width * scale) });
  const encoded = await (format === 'png'
    ? sized.png()
    : format === 'webp'
      ? sized.webp({ quality })
      : sized.jpeg({ quality })
  ).toBuffer();
  return { subject, name: `${subject} as ${format} of ${quality}, ${scale} times`, bytes: new Uint8Array(encoded) };
}

/** So many pictures of which so many are others of them once more, in an order of chance. */
export async function withReposts(seed: string, pictures: number, reposts: number): Promise<Picture[]> {
  const random = seededRandom(`re-posts ${seed}`);
  const firsts = shuffled(random, await differentPictures(seed, pictures - reposts));
  const again: Picture[] = [];
  for (const picture of firsts.slice(0, reposts)) again.push(await repost(picture, random));
  return shuffled(random, [...firsts, ...again]);
}

function shuffled<T>(random: Random, things: T[]): T[] {
  return things
    .map((thing) => ({ thing, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ thing }) => thing);
}
