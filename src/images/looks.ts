import type { RawPicture } from './raw-picture.ts';

/** What the colours of a picture say of how it was made: a lens leaves hardly two pixels alike, a program many. */
export type Looks = {
  /** The share of pixels that have the colour of their neighbour on the right. */
  flat: number;
  /** How many colours, of 4096, make up nine tenths of the picture. */
  colours: number;
  /** The share of the most frequent colour: a page, a wall, a night. */
  ground: number;
  /** How light that colour is, from 0 to 1. */
  groundLight: number;
};

/** Rows that are looked at: enough for shares, few enough to cost nothing. */
const mostRows = 96;
/** A difference that encoding makes, of 255. */
const alike = 1;
const nineTenths = 0.9;

/** Looks at the pixels of some rows. */
export function measureLooks({ data, info: { width, height, channels } }: RawPicture): Looks {
  const counts = new Map<number, number>();
  const step = Math.max(1, Math.floor(height / mostRows));
  let seen = 0;
  let flat = 0;
  for (let row = 0; row < height; row += step) {
    for (let at = row * width * channels, end = at + (width - 1) * channels; at < end; at += channels) {
      seen += 1;
      if (isAlike(data, at, at + channels)) flat += 1;
      const colour = colourAt(data, at);
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
  }
  const [most = [0, 0], ...others] = [...counts].sort(([, a], [, b]) => b - a);
  const byCount = [most, ...others].map(([, count]) => count);
  return {
    flat: flat / Math.max(1, seen),
    colours: countFor(byCount, seen * nineTenths),
    ground: most[1] / Math.max(1, seen),
    groundLight: lightOf(most[0]),
  };
}

function isAlike(data: Uint8Array, one: number, other: number): boolean {
  for (let channel = 0; channel < 3; channel += 1) {
    if (Math.abs((data[one + channel] ?? 0) - (data[other + channel] ?? 0)) > alike) return false;
  }
  return true;
}

/** Four bits of each channel. */
function colourAt(data: Uint8Array, at: number): number {
  const [red = 0, green = 0, blue = 0] = [data[at], data[at + 1], data[at + 2]];
  return ((red >> 4) << 8) | ((green >> 4) << 4) | (blue >> 4);
}

function countFor(byCount: number[], wanted: number): number {
  let sum = 0;
  return (
    byCount.findIndex((count) => {
      sum += count;
      return sum >= wanted;
    }) + 1
  );
}

/** Rec. 709 luma of a colour of four bits a channel. */
function lightOf(colour: number): number {
  return (0.2126 * (colour >> 8) + 0.7152 * ((colour >> 4) & 15) + 0.0722 * (colour & 15)) / 15;
}
