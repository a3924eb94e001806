/** One value for each field of a picture, row by row: its brightness, or one of its colours. */
export type Plane = { data: ArrayLike<number>; width: number; height: number };

/** The red, green and blue of a picture whose pixels have these three and nothing else. */
export function planesOf(pixels: Uint8Array, width: number, height: number): [Plane, Plane, Plane] {
  const plane = (channel: number): Plane => {
    const data = new Float32Array(width * height);
    for (let at = 0; at < data.length; at += 1) data[at] = pixels[3 * at + channel] as number;
    return { data, width, height };
  };
  return [plane(0), plane(1), plane(2)];
}

/** Brightness of a colour, as JPEG has it (Rec. 601 luma). */
export const brightness = (red: number, green: number, blue: number) => 0.299 * red + 0.587 * green + 0.114 * blue;

export function brightnessOf([red, green, blue]: [Plane, Plane, Plane]): Plane {
  const data = new Float32Array(red.data.length);
  for (let at = 0; at < data.length; at += 1) {
    data[at] = brightness(red.data[at] as number, green.data[at] as number, blue.data[at] as number);
  }
  return { ...red, data };
}

/** Halves a plane until its longest side is at most that. */
export function shrinkTo(plane: Plane, longestSide: number): Plane {
  if (Math.max(plane.width, plane.height) <= longestSide || Math.min(plane.width, plane.height) < 16) return plane;
  const width = plane.width >> 1;
  const height = plane.height >> 1;
  const data = new Float32Array(width * height);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const at = 2 * (row * plane.width + column);
      const upper = (plane.data[at] as number) + (plane.data[at + 1] as number);
      const lower = (plane.data[at + plane.width] as number) + (plane.data[at + plane.width + 1] as number);
      data[row * width + column] = (upper + lower) / 4;
    }
  }
  return shrinkTo({ data, width, height }, longestSide);
}

/** Each field with a part of its neighbours: what encoders do to an edge is no difference of pictures. */
export function soften({ data, width, height }: Plane): Plane {
  const across = softenLines(data, { lines: height, length: width, lineStep: width, step: 1 });
  return { data: softenLines(across, { lines: width, length: height, lineStep: 1, step: width }), width, height };
}

type Lines = { lines: number; length: number; lineStep: number; step: number };

function softenLines(data: ArrayLike<number>, { lines, length, lineStep, step }: Lines): Float32Array {
  const soft = new Float32Array(data.length);
  for (let line = 0; line < lines; line += 1) {
    for (let place = 0; place < length; place += 1) {
      const at = line * lineStep + place * step;
      const before = data[place > 0 ? at - step : at] as number;
      const after = data[place < length - 1 ? at + step : at] as number;
      soft[at] = (before + 2 * (data[at] as number) + after) / 4;
    }
  }
  return soft;
}
