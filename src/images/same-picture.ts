import { alignFrom, refine } from './alignment.ts';
import { createCorrelation } from './correlation.ts';
import { type Differences, findDifferences } from './differences.ts';
import { type Fingerprint, greySide, isCandidate } from './fingerprint.ts';
import { type Alignment, forEachField, layOver, unmoved, valueUnder } from './overlay.ts';
import { translateSharpError } from './picture-errors.ts';
import { brightnessOf, type Plane, planesOf, shrinkTo } from './plane.ts';
import { alignByProfiles } from './profiles.ts';
import { sharp } from './sharp.ts';

/**
 * What two small pictures of the same may differ in. Measured over re-posts of 500 pictures (cut up to 3 % a side,
 * resized, JPEG and WebP down to quality 40) and over the pairs of them that look alike and are not: see
 * docs/decisions/0020-same-picture.md.
 */
const leastCorrelation = 0.97;
const most = { brightness: 24, colour: 28, plain: 13 };

/** Of the 32 × 32 fields that are kept. Fine patterns fall differently on them, so what says no here is far from it. */
const leastLikeness = 0.6;

/** Cut by 3 % at two opposite sides and not at the others. */
const mostStretch = 1.08;

/** Whether it is worth to look closely: hashes within 15 bits, and brightness that goes the same way. */
export function mayBeSame(one: Fingerprint, other: Fingerprint): boolean {
  return isCandidate(one, other) && likeness(one, other) >= leastLikeness;
}

/** How the brightness of two pictures goes together where they lie on each other, from -1 to 1. */
export function likeness(one: Fingerprint, other: Fingerprint): number {
  const [fields, others] = [fieldsOf(one), fieldsOf(other)];
  return Math.max(likenessOf(fields, others), likenessOf(others, fields));
}

const fieldsOf = ({ grey }: Fingerprint): Plane => ({ data: grey, width: greySide, height: greySide });

function likenessOf(plane: Plane, other: Plane): number {
  const overlay = layOver(plane, other, refine(plane, other, unmoved, 8).alignment);
  const correlation = createCorrelation();
  forEachField(overlay, (row, column) => {
    correlation.add(plane.data[row * plane.width + column] as number, valueUnder(overlay, other, row, column));
  });
  return correlation.value();
}

/**
 * Whether two small pictures, as they are kept, are of the same picture: encoded anew, resized or a little cut, but with
 * no word, number or thing in it changed. In doubt they are not. Throws a validation error when one cannot be read.
 */
export async function isSamePicture(one: Uint8Array, other: Uint8Array): Promise<boolean> {
  const found = await comparePictures(one, other);
  if (found === null || isNoDifference(found)) return found !== null;
  if (found.correlation < leastCorrelation) return false;
  // The alignment may have been a little off; from the other picture's side it goes another way.
  const turned = await comparePictures(other, one);
  return turned !== null && isNoDifference(turned);
}

function isNoDifference({ correlation, brightness, colour, plain }: Differences): boolean {
  const isSlight = brightness < most.brightness && colour < most.colour && plain < most.plain;
  return correlation >= leastCorrelation && isSlight;
}

/** Null when their shapes differ too much. */
export async function comparePictures(one: Uint8Array, other: Uint8Array): Promise<Differences | null> {
  try {
    const sizes = await Promise.all([sizeOf(one), sizeOf(other)]);
    const size = commonSize(...sizes);
    return size && comparePlanes(await readPlanes(one, size), await readPlanes(other, size));
  } catch (thrown) {
    throw translateSharpError(thrown);
  }
}

/** From coarse to fine: only what is coarse can be far off, and what differs there already needs no closer look. */
function comparePlanes(planes: Planes, others: Planes): Differences {
  const small = shrinkAll(planes, 128);
  const otherSmall = shrinkAll(others, 128);
  const [plane, other] = [brightnessOf(small), brightnessOf(otherSmall)];
  const coarse = alignFrom(plane, other, [unmoved, alignByProfiles(plane, other)], 12);
  const seen = findDifferences(small, otherSmall, coarse);
  return isNoDifference(seen) ? findDifferences(planes, others, refineAll(planes, others, coarse)) : seen;
}

type Planes = [Plane, Plane, Plane];

const shrinkAll = (planes: Planes, longestSide: number) =>
  planes.map((plane) => shrinkTo(plane, longestSide)) as Planes;

function refineAll(planes: Planes, others: Planes, start: Alignment): Alignment {
  const [plane, other] = [brightnessOf(planes), brightnessOf(others)];
  const { alignment } = refine(shrinkTo(plane, 256), shrinkTo(other, 256), start, 5);
  return refine(plane, other, alignment, 2).alignment;
}

type Size = { width: number; height: number };

async function sizeOf(picture: Uint8Array): Promise<Size> {
  const { width, height } = await sharp(picture).metadata();
  return { width, height };
}

const comparedSidePx = 512;

/** Of the first picture's shape, and no larger than the smaller one: what that has lost is no difference. */
function commonSize(one: Size, other: Size): Size | null {
  const stretch = (one.width * other.height) / (one.height * other.width);
  if (stretch > mostStretch || stretch < 1 / mostStretch) return null;
  const longest = ({ width, height }: Size) => Math.max(width, height);
  const scale = Math.min(comparedSidePx, longest(one), longest(other)) / longest(one);
  return { width: Math.max(8, Math.round(one.width * scale)), height: Math.max(8, Math.round(one.height * scale)) };
}

async function readPlanes(picture: Uint8Array, { width, height }: Size): Promise<Planes> {
  const pixels = await sharp(picture)
    .resize({ width, height, fit: 'fill' })
    .removeAlpha()
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer();
  return planesOf(pixels, width, height);
}
