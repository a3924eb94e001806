import { alignFrom, refine } from './alignment.ts';
import { createCorrelation } from './correlation.ts';
import { type Differences, findDifferences } from './differences.ts';
import { type Fingerprint, greySide, isCandidate } from './fingerprint.ts';
import { forEachField, layOver, unmoved, valueUnder } from './overlay.ts';
import { translateSharpError } from './picture-errors.ts';
import { brightnessOf, type Plane, planesOf, shrinkTo } from './plane.ts';
import { alignByProfiles } from './profiles.ts';
import { sharp } from './sharp.ts';

/**
 * What two small pictures of the same may differ in. Measured over re-posts of 500 pictures (cut up to 3 % a side,
 * resized, JPEG and WebP down to quality 40) and over the pairs of them that look alike and are not: see
 * docs/decisions/0022-same-picture.md.
 */
const leastCorrelation = 0.97;
const most = { brightness: 24, colour: 28, plain: 12 };

/** Of the 32 × 32 fields that are kept. Fine patterns fall differently on them, so what says no here is far from it. */
const leastLikeness = 0.7;

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
 * no word, number or thing in it changed. In doubt they are not.
 */
export async function isSamePicture(one: Uint8Array, other: Uint8Array): Promise<boolean> {
  const found = await comparePictures(one, other);
  if (!found) return false;
  const { correlation, brightness, colour, plain } = found;
  return correlation >= leastCorrelation && brightness < most.brightness && colour < most.colour && plain < most.plain;
}

/** Null when their shapes differ too much. Throws a validation error `corrupt` when one cannot be read. */
export async function comparePictures(one: Uint8Array, other: Uint8Array): Promise<Differences | null> {
  try {
    const sizes = await Promise.all([sizeOf(one), sizeOf(other)]);
    const size = commonSize(...sizes);
    if (!size) return null;
    const [planes, others] = await Promise.all([readPlanes(one, size), readPlanes(other, size)]);
    return findDifferences(planes, others, align(brightnessOf(planes), brightnessOf(others)));
  } catch (thrown) {
    throw translateSharpError(thrown);
  }
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

async function readPlanes(picture: Uint8Array, { width, height }: Size): Promise<[Plane, Plane, Plane]> {
  const pixels = await sharp(picture)
    .resize({ width, height, fit: 'fill' })
    .removeAlpha()
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer();
  return planesOf(pixels, width, height);
}

/** From coarse to fine: only what is coarse can be far off, and only what is fine says where exactly. */
function align(plane: Plane, other: Plane) {
  const [coarse, otherCoarse] = [shrinkTo(plane, 128), shrinkTo(other, 128)];
  const start = alignFrom(coarse, otherCoarse, [unmoved, alignByProfiles(coarse, otherCoarse)], 12);
  const { alignment } = refine(shrinkTo(plane, 256), shrinkTo(other, 256), start, 5);
  return refine(plane, other, alignment, 2).alignment;
}
