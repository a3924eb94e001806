import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodeAgain } from '../../src/images/for-model.ts';
import { type ModelTarget, prepareImage } from '../../src/images/prepare-image.ts';
import { blue, colourAt, draw, green, nameOf, type Rgb, red, yellow } from './pictures.ts';

const target: ModelTarget = { longestSidePx: 4096, mostPixels: 786_432, minSidePx: 64, maxAspect: 20 };
const white: Rgb = [255, 255, 255];
const black: Rgb = [0, 0, 0];

type Drawing = { colours: Rgb[]; width?: number; height?: number; format?: 'gif' | 'webp' };

/** Frames of one colour each, with a black stripe on the left, so that none is empty but the white ones. */
async function animate({ colours, width = 320, height = 240, format = 'gif' }: Drawing): Promise<Buffer> {
  const frames = colours.map((colour) =>
    draw(width, height, (x) => (x < width / 5 && colour !== white ? black : colour))
      .raw()
      .toBuffer(),
  );
  const raw = { width, height: height * colours.length, channels: 3, pageHeight: height } as const;
  return sharp(Buffer.concat(await Promise.all(frames)), { raw, limitInputPixels: false })
    [format]({ delay: colours.map(() => 100), effort: 1 })
    .toBuffer();
}

/** The colours in the middle of the cells of a sheet, row by row. */
async function cells(sheet: Uint8Array, columns: number, rows: number): Promise<string[]> {
  const places = Array.from({ length: columns * rows }, (_, index) => [
    ((index % columns) + 0.5) / columns,
    (Math.floor(index / columns) + 0.5) / rows,
  ]);
  return Promise.all(places.map(async ([x = 0, y = 0]) => nameOf(await colourAt(sheet, x, y))));
}

describe('a sheet of an animation', () => {
  it.each(['gif', 'webp'] as const)('shows what happens in a %s in order, without the empty start', async (format) => {
    const bytes = await animate({ colours: [white, red, red, green, blue, yellow], format });
    const { forModel, thumbnail, ...facts } = await prepareImage(bytes, target);
    expect(facts).toMatchObject({ isAnimated: true, frames: 4, width: 320, height: 240 });
    expect(await sharp(forModel).metadata()).toMatchObject({ format: 'jpeg', width: 644, height: 484 });
    expect(await cells(forModel, 2, 2)).toEqual(['red', 'green', 'blue', 'yellow']);
    const [grey] = await colourAt(forModel, 0.5, 0.25);
    expect(Math.abs(grey - 128)).toBeLessThan(5);
    expect(await sharp(thumbnail).metadata()).toMatchObject({ width: 320, height: 240 });
    expect(nameOf(await colourAt(thumbnail, 0.5, 0.5))).toBe('green');
  });

  it.each([
    ['one picture where hardly anything changes', [red, [241, 0, 0], red], 320, 240, 1, 320, 240],
    ['two below each other', [red, green], 320, 240, 2, 320, 484],
    ['two tall ones side by side', [red, green], 240, 320, 2, 484, 320],
    ['three tall ones side by side', [red, green, blue], 200, 400, 3, 608, 400],
    [
      'six of many, smaller than they are',
      [red, green, blue, yellow, [0, 255, 255], [255, 0, 255]],
      640,
      480,
      6,
      832,
      938,
    ],
  ] as [string, Rgb[], number, number, number, number, number][])(
    'shows %s',
    async (_name, colours, width, height, frames, sheetWidth, sheetHeight) => {
      const picture = await prepareImage(await animate({ colours, width, height }), target);
      expect([picture.isAnimated, picture.frames]).toEqual([true, frames]);
      const sheet = await sharp(picture.forModel).metadata();
      expect([sheet.width, sheet.height]).toEqual([sheetWidth, sheetHeight]);
    },
  );

  it('stays within what a model with a small square sees, with fewer pictures', async () => {
    const colours: Rgb[] = [red, green, blue, yellow, [0, 255, 255], [255, 0, 255]];
    const bytes = await animate({ colours, width: 640, height: 480 });
    const picture = await prepareImage(bytes, { longestSidePx: 448, minSidePx: 64, maxAspect: 20 });
    const { width, height } = await sharp(picture.forModel).metadata();
    expect([picture.frames, width, height]).toEqual([4, 448, 336]);
  });

  it('is laid on one ground where pictures have holes', async () => {
    const holes = [red, green].map((colour) =>
      draw(200, 100, (x) => (x < 100 ? [...colour, 255] : [0, 0, 0, 0]))
        .raw()
        .toBuffer(),
    );
    const raw = { width: 200, height: 200, channels: 4, pageHeight: 100 } as const;
    const bytes = await sharp(Buffer.concat(await Promise.all(holes)), { raw })
      .webp({ lossless: true })
      .toBuffer();
    const { forModel, frames } = await prepareImage(bytes, target);
    expect(frames).toBe(2);
    expect(nameOf(await colourAt(forModel, 0.25, 0.1))).toBe('red');
    expect(nameOf(await colourAt(forModel, 0.75, 0.1))).toBe('white');
    expect(nameOf(await colourAt(forModel, 0.25, 0.9))).toBe('green');
  });

  it('can be made again as a PNG', async () => {
    const bytes = await animate({ colours: [red, green] });
    const again = await encodeAgain(bytes, target, { format: 'png' });
    expect(await sharp(again).metadata()).toMatchObject({ format: 'png', width: 320, height: 484 });
  });

  it('looks at the beginning of one with thousands of pictures', async () => {
    const parts = [red, blue, green, yellow];
    // Green and yellow come after the 2000 that are looked at. Pictures that are quite the same would be stored as one.
    const colours = Array.from({ length: 5000 }, (_, at): Rgb => {
      const [r, g, b] = parts[Math.floor(at / 1000)] ?? yellow;
      return at % 2 === 0 ? [r, g, b] : [r && 241, g && 241, b && 241];
    });
    const bytes = await animate({ colours, width: 24, height: 24 });
    const picture = await prepareImage(bytes, target);
    expect([picture.isAnimated, picture.frames]).toEqual([true, 2]);
    expect(await cells(picture.forModel, 1, 2)).toEqual(['red', 'blue']);
  });
});
