import { mostScale, mostShift } from './alignment.ts';
import type { Alignment } from './overlay.ts';
import type { Plane } from './plane.ts';

const scaleSteps = 12;
const shiftSteps = 20;

/**
 * An alignment found from the means of rows and of columns alone. Each has one scale and one shift, so all can be tried:
 * a page of text looks like itself a line further on, and refining from there would never find the right line.
 */
export function alignByProfiles(plane: Plane, other: Plane): Alignment {
  const x = alignProfiles(columnMeans(plane), columnMeans(other));
  const y = alignProfiles(rowMeans(plane), rowMeans(other));
  return { scaleX: x.scale, shiftX: x.shift, scaleY: y.scale, shiftY: y.shift };
}

function alignProfiles(profile: Float64Array, other: Float64Array) {
  let best = { scale: 1, shift: 0, difference: Number.POSITIVE_INFINITY };
  for (let scaleStep = -scaleSteps; scaleStep <= scaleSteps; scaleStep += 1) {
    const scale = 1 + (scaleStep * mostScale) / scaleSteps;
    for (let shiftStep = -shiftSteps; shiftStep <= shiftSteps; shiftStep += 1) {
      // The middle stays where it is when only the scale changes.
      const shift = (1 - scale) / 2 + (shiftStep * mostShift) / shiftSteps / 2;
      const difference = differenceOf(profile, other, scale, shift);
      if (difference < best.difference) best = { scale, shift, difference };
    }
  }
  return best;
}

/** The variance of the difference: what was cut off at the sides moves all means alike. */
function differenceOf(profile: Float64Array, other: Float64Array, scale: number, shift: number): number {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (let field = 0; field < profile.length; field += 1) {
    const found = (shift + scale * ((field + 0.5) / profile.length)) * other.length - 0.5;
    const from = Math.floor(found);
    if (from < 0 || from >= other.length - 1) continue;
    const before = other[from] as number;
    const rest = (profile[field] as number) - before - ((other[from + 1] as number) - before) * (found - from);
    count += 1;
    sum += rest;
    squares += rest * rest;
  }
  return count < profile.length / 2 ? Number.POSITIVE_INFINITY : squares / count - (sum / count) ** 2;
}

function rowMeans({ data, width, height }: Plane): Float64Array {
  const sums = new Float64Array(height);
  for (let at = 0; at < data.length; at += 1) {
    const row = Math.floor(at / width);
    sums[row] = (sums[row] as number) + (data[at] as number);
  }
  return sums.map((sum) => sum / width);
}

function columnMeans({ data, width, height }: Plane): Float64Array {
  const sums = new Float64Array(width);
  for (let at = 0; at < data.length; at += 1) {
    const column = at % width;
    sums[column] = (sums[column] as number) + (data[at] as number);
  }
  return sums.map((sum) => sum / height);
}
