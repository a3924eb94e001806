import type { Plane } from './plane.ts';

/** Where a place of one picture lies in another, as shares of width and height: `shift + scale × place`. */
export type Alignment = { scaleX: number; shiftX: number; scaleY: number; shiftY: number };

export const unmoved: Alignment = { scaleX: 1, shiftX: 0, scaleY: 1, shiftY: 0 };

/** A way along one side: for each of its fields the one before it in the other picture, and how far it is to the next. */
type Way = { from: Int32Array; into: Float64Array };

/** Which fields of two pictures lie on each other. */
export type Overlay = { across: Way; down: Way };

type Size = { width: number; height: number };

/** What rounding leaves outside still counts. */
const tolerance = 0.26;

export function layOver(picture: Size, other: Size, { scaleX, shiftX, scaleY, shiftY }: Alignment): Overlay {
  return {
    across: wayOf(picture.width, other.width, scaleX, shiftX),
    down: wayOf(picture.height, other.height, scaleY, shiftY),
  };
}

/** Fields that lie outside of the other picture are -1. */
function wayOf(fields: number, otherFields: number, scale: number, shift: number): Way {
  const way: Way = { from: new Int32Array(fields).fill(-1), into: new Float64Array(fields) };
  for (let field = 0; field < fields; field += 1) {
    const found = (shift + scale * ((field + 0.5) / fields)) * otherFields - 0.5;
    if (found < -tolerance || found > otherFields - 1 + tolerance) continue;
    const from = Math.min(otherFields - 2, Math.max(0, Math.floor(found)));
    way.from[field] = from;
    way.into[field] = Math.min(1, Math.max(0, found - from));
  }
  return way;
}

/** Calls for each field of the picture that lies on the other one. */
export function forEachField({ across, down }: Overlay, call: (row: number, column: number) => void): void {
  for (let row = 0; row < down.from.length; row += 1) {
    if ((down.from[row] as number) < 0) continue;
    for (let column = 0; column < across.from.length; column += 1) {
      if ((across.from[column] as number) >= 0) call(row, column);
    }
  }
}

/** The other picture's value where a field of the picture lies, between its four nearest fields. */
export function valueUnder({ across, down }: Overlay, { data, width }: Plane, row: number, column: number): number {
  const at = (down.from[row] as number) * width + (across.from[column] as number);
  const into = across.into[column] as number;
  const upper = (data[at] as number) * (1 - into) + (data[at + 1] as number) * into;
  const lower = (data[at + width] as number) * (1 - into) + (data[at + width + 1] as number) * into;
  return upper + (lower - upper) * (down.into[row] as number);
}
