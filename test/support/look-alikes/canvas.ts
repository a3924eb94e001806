import sharp from 'sharp';

export type Colour = [red: number, green: number, blue: number];
export type Canvas = { width: number; height: number; pixels: Uint8Array; texts: Text[] };
type Text = { text: string; x: number; y: number; px: number; colour: Colour; font: string };

export const white: Colour = [255, 255, 255];
export const ink: Colour = [28, 30, 38];

export function canvas(width: number, height: number, ground: Colour): Canvas {
  const made = { width, height, pixels: new Uint8Array(width * height * 3), texts: [] };
  box(made, 0, 0, width, height, ground);
  return made;
}

/** Fills where the test says so, within a box. */
export function fill(
  { width, height, pixels }: Canvas,
  [x, y, w, h]: [number, number, number, number],
  colour: Colour,
  isInside: (x: number, y: number) => boolean = () => true,
): void {
  for (let row = Math.max(0, Math.round(y)); row < Math.min(height, Math.round(y + h)); row += 1) {
    for (let column = Math.max(0, Math.round(x)); column < Math.min(width, Math.round(x + w)); column += 1) {
      if (isInside(column - x, row - y)) pixels.set(colour, (row * width + column) * 3);
    }
  }
}

export function box(on: Canvas, x: number, y: number, w: number, h: number, colour: Colour): void {
  fill(on, [x, y, w, h], colour);
}

export function disc(on: Canvas, x: number, y: number, radius: number, colour: Colour): void {
  const isInside = (column: number, row: number) => (column - radius) ** 2 + (row - radius) ** 2 <= radius ** 2;
  fill(on, [x - radius, y - radius, 2 * radius, 2 * radius], colour, isInside);
}

export function write(on: Canvas, text: string, at: Omit<Text, 'text' | 'font' | 'colour'> & Partial<Text>): void {
  on.texts.push({ font: 'DejaVu Sans', colour: ink, ...at, text });
}

/** As a PNG, with its texts set by Pango. */
export async function toPng({ width, height, pixels, texts }: Canvas): Promise<Uint8Array<ArrayBuffer>> {
  const overlays = await Promise.all(
    texts
      .filter(({ text }) => text.trim() !== '')
      .map(async ({ text, x, y, px, colour, font }) => {
        const hex = colour.map((part) => part.toString(16).padStart(2, '0')).join('');
        const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
        const rendered = await sharp({
          // At 72 dpi a point is a pixel.
          text: { text: `<span foreground="#${hex}">${escaped}</span>`, font: `${font} ${px}`, dpi: 72, rgba: true },
        })
          .png()
          .toBuffer();
        return { input: rendered, left: Math.round(x), top: Math.round(y) };
      }),
  );
  const drawn = sharp(pixels, { raw: { width, height, channels: 3 } });
  return new Uint8Array(await drawn.composite(overlays).png({ compressionLevel: 3 }).toBuffer());
}
