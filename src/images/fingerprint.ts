import { type Miniature, meansOf } from './miniature.ts';
import { brightness } from './plane.ts';

/** What a picture is found again by, however it was encoded, resized or a little cut. */
export type Fingerprint = {
  /** Perceptual hash of 64 bits, in hex. */
  hash: string;
  /** Brightness of 32 × 32 fields, row by row. */
  grey: Uint8Array;
};

export const greySide = 32;

/** Pictures whose hashes differ in more bits are different. */
const mostBits = 15;
const waves = 8;
/** A quarter of a level of brightness: what encoders leave on a plain ground is no wave. */
const leastWave = 64;

export function makeFingerprint(miniature: Miniature): Fingerprint {
  const side = { width: greySide, height: greySide };
  const [red, green, blue] = [0, 1, 2].map((channel) => meansOf(miniature, side, channel)) as Planes;
  return fingerprintOf(red.map((value, at) => brightness(value, green[at] ?? 0, blue[at] ?? 0)));
}

type Planes = [Uint8Array, Uint8Array, Uint8Array];

export function fingerprintOf(grey: Uint8Array): Fingerprint {
  return { hash: hashOf(grey), grey };
}

/** The form in which it goes over ports and into rows: the fields in base64. */
export function fingerprintText({ hash, grey }: Fingerprint): { hash: string; grey: string } {
  return { hash, grey: Buffer.from(grey).toString('base64') };
}

export function readFingerprint({ hash, grey }: { hash: string; grey: string }): Fingerprint {
  return { hash, grey: new Uint8Array(Buffer.from(grey, 'base64')) };
}

export function isCandidate(a: Fingerprint, b: Fingerprint): boolean {
  return differingBits(a.hash, b.hash) <= mostBits;
}

export function differingBits(a: string, b: string): number {
  let count = 0;
  for (let bits = BigInt(`0x${a}`) ^ BigInt(`0x${b}`); bits > 0n; bits &= bits - 1n) count += 1;
  return count;
}

/** The cosine waves that begin with the slowest one that is not constant, each at the 32 places. */
const cosines = Array.from({ length: waves }, (_, wave) =>
  Array.from({ length: greySide }, (__, place) => Math.cos(((2 * place + 1) * (wave + 1) * Math.PI) / (2 * greySide))),
);

/**
 * The hash that sharp-phash makes, here of pixels that are decoded already: which of the 64 slowest waves of the
 * picture's cosine transform are stronger than their mean.
 */
function hashOf(grey: Uint8Array): string {
  const rows = Array.from({ length: greySide }, (_, row) => grey.subarray(row * greySide, (row + 1) * greySide));
  const strengths = cosines.flatMap((across) => {
    const ofRows = rows.map((row) => weigh(across, row));
    return cosines.map((down) => Math.round(weigh(down, ofRows) / leastWave));
  });
  const mean = strengths.reduce((sum, strength) => sum + strength, 0) / strengths.length;
  const bits = strengths.map((strength) => (strength > mean ? '1' : '0')).join('');
  return BigInt(`0b${bits}`).toString(16).padStart(16, '0');
}

function weigh(cosine: number[], values: ArrayLike<number>): number {
  return cosine.reduce((sum, weight, place) => sum + weight * (values[place] ?? 0), 0);
}
