import sharp, { type Create } from 'sharp';

export type Rgb = [red: number, green: number, blue: number];

export const red: Rgb = [255, 0, 0];
export const green: Rgb = [0, 255, 0];
export const blue: Rgb = [0, 0, 255];
export const yellow: Rgb = [255, 255, 0];

/** Draws by asking for the colour (3 or 4 values) of each pixel. */
export function draw(width: number, height: number, colourAt: (x: number, y: number) => number[]) {
  const channels = colourAt(0, 0).length === 4 ? 4 : 3;
  const pixels = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) pixels.set(colourAt(x, y), (y * width + x) * channels);
  }
  return sharp(pixels, { raw: { width, height, channels } });
}

/** A picture of four coloured quarters: red, green over blue, yellow. */
export function quarters(width: number, height: number): (x: number, y: number) => Rgb {
  return (x, y) => (y < height / 2 ? (x < width / 2 ? red : green) : x < width / 2 ? blue : yellow);
}

/** Gaussian noise, the hardest picture to make small. */
export function noise(width: number, height: number) {
  const create = { width, height, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 90 } };
  return sharp({ create } as { create: Create });
}

/** The colour at a place given as shares of width and height. */
export async function colourAt(bytes: Uint8Array, xShare: number, yShare: number): Promise<Rgb> {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const x = Math.min(info.width - 1, Math.floor(info.width * xShare));
  const y = Math.min(info.height - 1, Math.floor(info.height * yShare));
  const [r = 0, g = 0, b = 0] = data.subarray((y * info.width + x) * info.channels);
  return [r, g, b];
}

/** The named colour that a colour is, lossy formats allowed for. */
export function nameOf([r, g, b]: Rgb): string {
  const isOn = (value: number) => (value > 128 ? '1' : '0');
  const names: Record<string, string> = {
    '100': 'red',
    '010': 'green',
    '001': 'blue',
    '110': 'yellow',
    '111': 'white',
    '000': 'black',
  };
  return names[`${isOn(r)}${isOn(g)}${isOn(b)}`] ?? 'other';
}

/** The colours of the four quarters, clockwise from the top left. */
export async function corners(bytes: Uint8Array): Promise<string[]> {
  const places: [number, number][] = [
    [0.2, 0.2],
    [0.8, 0.2],
    [0.8, 0.8],
    [0.2, 0.8],
  ];
  return Promise.all(places.map(async ([x, y]) => nameOf(await colourAt(bytes, x, y))));
}
