import { type Alignment, forEachField, layOver } from './overlay.ts';
import type { Plane } from './plane.ts';

/** Cut by 3 % at each side a picture is shown 1.064 times as large; these are a little more. */
export const mostScale = 0.08;
export const mostShift = 0.08;

/** An alignment, and the mean squared difference of what then lies on each other. */
export type Aligned = { alignment: Alignment; error: number };

/** The alignment under which two pictures look most alike, looked for from each start. */
export function alignFrom(plane: Plane, other: Plane, starts: Alignment[], steps: number): Alignment {
  const found = starts.map((start) => refine(plane, other, start, steps));
  return found.reduce((best, one) => (one.error < best.error ? one : best)).alignment;
}

/** Comes nearer to the best alignment step by step (Gauss-Newton over two scales and two shifts). */
export function refine(plane: Plane, other: Plane, start: Alignment, steps: number): Aligned {
  let best: Aligned = { alignment: start, error: Number.POSITIVE_INFINITY };
  let alignment = start;
  for (let step = 0; step <= steps; step += 1) {
    const { error, equations } = measure(plane, other, alignment);
    if (error < best.error) best = { alignment, error };
    else if (error > best.error * 1.5) break;
    const change = solve(equations);
    if (!change || Math.max(...change.map(Math.abs)) < 0.02 / plane.width) break;
    alignment = moved(alignment, change);
  }
  return best;
}

function moved(from: Alignment, [scaleX = 0, shiftX = 0, scaleY = 0, shiftY = 0]: number[]): Alignment {
  const within = (value: number, middle: number, most: number) =>
    Math.min(middle + most, Math.max(middle - most, value));
  return {
    scaleX: within(from.scaleX + scaleX, 1, mostScale),
    shiftX: within(from.shiftX + shiftX, 0, mostShift),
    scaleY: within(from.scaleY + scaleY, 1, mostScale),
    shiftY: within(from.shiftY + shiftY, 0, mostShift),
  };
}

/**
 * How far an alignment is off, and the four equations that say where to go from it: the upper half of a symmetric
 * matrix, and what stands on the right.
 */
function measure(plane: Plane, other: Plane, alignment: Alignment) {
  const overlay = layOver(plane, other, alignment);
  const { across, down } = overlay;
  const matrix = new Float64Array(10);
  const right = new Float64Array(4);
  let error = 0;
  let count = 0;
  const slopes = new Float64Array(4);
  forEachField(overlay, (row, column) => {
    const at = (down.from[row] as number) * other.width + (across.from[column] as number);
    const into = across.into[column] as number;
    const below = down.into[row] as number;
    const [a, b] = [other.data[at] as number, other.data[at + 1] as number];
    const [c, d] = [other.data[at + other.width] as number, other.data[at + other.width + 1] as number];
    const upper = a + (b - a) * into;
    const lower = c + (d - c) * into;
    const rest = (plane.data[row * plane.width + column] as number) - (upper + (lower - upper) * below);
    // How the value under the field changes with scale and shift, across and down.
    slopes[1] = ((b - a) * (1 - below) + (d - c) * below) * other.width;
    slopes[0] = (slopes[1] * (column + 0.5)) / plane.width;
    slopes[3] = (lower - upper) * other.height;
    slopes[2] = (slopes[3] * (row + 0.5)) / plane.height;
    error += rest * rest;
    count += 1;
    let place = 0;
    for (let one = 0; one < 4; one += 1) {
      const slope = slopes[one] as number;
      right[one] = (right[one] as number) + slope * rest;
      for (let two = one; two < 4; two += 1) {
        matrix[place] = (matrix[place] as number) + slope * (slopes[two] as number);
        place += 1;
      }
    }
  });
  return { error: count === 0 ? Number.POSITIVE_INFINITY : error / count, equations: { matrix, right } };
}

/** Where each equation finds its numbers in the upper half of the matrix. */
const places = [
  [0, 1, 2, 3],
  [1, 4, 5, 6],
  [2, 5, 7, 8],
  [3, 6, 8, 9],
];

/** Solves the four equations (Gauss-Jordan). A direction in which nothing changes, as on a plain ground, gets no step. */
function solve({ matrix, right }: ReturnType<typeof measure>['equations']): number[] | null {
  const equations = places.map((ofRow, row) => {
    const own = ofRow.map((place, column) => (matrix[place] ?? 0) * (row === column ? 1.001 : 1));
    own[row] = (own[row] ?? 0) + 1e-3;
    return [...own, right[row] ?? 0];
  });
  equations.forEach((chosen, pivot) => {
    equations.forEach((equation, row) => {
      if (row === pivot) return;
      const factor = (equation[pivot] ?? 0) / (chosen[pivot] ?? 1);
      for (let column = pivot; column <= 4; column += 1) {
        equation[column] = (equation[column] ?? 0) - factor * (chosen[column] ?? 0);
      }
    });
  });
  const change = equations.map((equation, row) => (equation[4] ?? 0) / (equation[row] ?? 1));
  return change.every(Number.isFinite) ? change : null;
}
