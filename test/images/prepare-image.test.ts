import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type ModelTarget, prepareImage } from '../../src/images/prepare-image.ts';
import { blue, colourAt, corners, draw, nameOf, noise, quarters, red } from './pictures.ts';

const target: ModelTarget = { longestSidePx: 1024, minSidePx: 64, maxAspect: 20 };

/** Where the pixel of the upright picture lies in the stored one, by EXIF orientation (TIFF 6.0, tag 274). */
const storedAt: Record<number, (x: number, y: number, w: number, h: number) => [number, number]> = {
  1: (x, y) => [x, y],
  2: (x, y, w) => [w - 1 - x, y],
  3: (x, y, w, h) => [w - 1 - x, h - 1 - y],
  4: (x, y, _w, h) => [x, h - 1 - y],
  5: (x, y) => [y, x],
  6: (x, y, w) => [y, w - 1 - x],
  7: (x, y, w, h) => [h - 1 - y, w - 1 - x],
  8: (x, y, _w, h) => [h - 1 - y, x],
};

/** A JPEG of four quarters whose stored pixels need turning by the orientation to be upright. */
function turned(orientation: number, width: number, height: number): Promise<Buffer> {
  const isSideways = orientation > 4;
  const stored = new Map<string, number[]>();
  const upright = quarters(width, height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      stored.set(String(storedAt[orientation]?.(x, y, width, height)), upright(x, y));
    }
  }
  const [w, h] = isSideways ? [height, width] : [width, height];
  return draw(w, h, (x, y) => stored.get(`${x},${y}`) ?? [])
    .jpeg({ quality: 100 })
    .withMetadata({ orientation })
    .toBuffer();
}

describe('turning upright', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('shows a picture of EXIF orientation %i as it was taken', async (orientation) => {
    const picture = await prepareImage(await turned(orientation, 160, 120), target);
    expect([picture.width, picture.height]).toEqual([160, 120]);
    for (const output of [picture.forModel, picture.thumbnail]) {
      const { width, height, orientation: left } = await sharp(output).metadata();
      expect([width, height, left ?? 1]).toEqual([160, 120, 1]);
      expect(await corners(output)).toEqual(['red', 'green', 'yellow', 'blue']);
    }
  });
});

describe('the picture for the model', () => {
  it('is a JPEG no longer than asked, the thumbnail a WebP of at most 640', async () => {
    const picture = await prepareImage(await noise(1600, 1200).jpeg().toBuffer(), target);
    expect(await sharp(picture.forModel).metadata()).toMatchObject({
      format: 'jpeg',
      width: 1024,
      height: 768,
      channels: 3,
      isProgressive: false,
    });
    expect(await sharp(picture.thumbnail).metadata()).toMatchObject({ format: 'webp' });
    expect([picture.width, picture.height, picture.isAnimated]).toEqual([1600, 1200, false]);
  });

  it('can be a PNG, and smaller than the thumbnail', async () => {
    const bytes = await draw(800, 600, quarters(800, 600)).png().toBuffer();
    const picture = await prepareImage(bytes, { ...target, longestSidePx: 336 }, { format: 'png' });
    expect(await sharp(picture.forModel).metadata()).toMatchObject({ format: 'png', width: 336, height: 252 });
    expect(await sharp(picture.thumbnail).metadata()).toMatchObject({ width: 640, height: 480 });
  });

  it('is not enlarged', async () => {
    const picture = await prepareImage(
      await draw(100, 80, () => red)
        .png()
        .toBuffer(),
      target,
    );
    expect(await sharp(picture.forModel).metadata()).toMatchObject({ width: 100, height: 80 });
  });

  it.each([
    ['a tiny picture', 8, 8, 64, 64],
    ['a thin strip', 2000, 4, 1024, 64],
    ['a tall strip', 4, 2000, 64, 1024],
    ['a strip within the sides but not the aspect', 3000, 80, 1024, 64],
  ])('pads %s in the middle of white', async (_name, width, height, paddedWidth, paddedHeight) => {
    const picture = await prepareImage(
      await draw(width, height, () => blue)
        .png()
        .toBuffer(),
      target,
    );
    expect(await sharp(picture.forModel).metadata()).toMatchObject({ width: paddedWidth, height: paddedHeight });
    expect(nameOf(await colourAt(picture.forModel, 0.5, 0.5))).toBe('blue');
    expect(nameOf(await colourAt(picture.forModel, 0, 0))).toBe('white');
    expect([picture.width, picture.height]).toEqual([width, height]);
  });

  it('holds to the aspect where the smallest side would do', async () => {
    const picture = await prepareImage(
      await draw(1000, 70, () => blue)
        .png()
        .toBuffer(),
      { ...target, maxAspect: 4 },
    );
    expect(await sharp(picture.forModel).metadata()).toMatchObject({ width: 1000, height: 250 });
  });

  it.each(['b-w', 'cmyk', 'rgb16'])('is sRGB also when the original is %s', async (colourspace) => {
    const original = draw(64, 64, () => red).toColourspace(colourspace);
    const bytes = await (colourspace === 'cmyk' ? original.jpeg() : original.png()).toBuffer();
    const { forModel } = await prepareImage(bytes, target);
    expect(await sharp(forModel).metadata()).toMatchObject({ space: 'srgb', channels: 3, depth: 'uchar' });
    if (colourspace !== 'b-w') expect(nameOf(await colourAt(forModel, 0.5, 0.5))).toBe('red');
  });
});

describe('transparency', () => {
  /** A disc of a colour on nothing; what hides below the nothing is black, as most programs leave it. */
  const disc = (colour: number[]) =>
    draw(100, 100, (x, y) => ((x - 50) ** 2 + (y - 50) ** 2 < 900 ? [...colour, 255] : [0, 0, 0, 0]))
      .png()
      .toBuffer();

  it('is laid on white', async () => {
    const { forModel, thumbnail } = await prepareImage(await disc(red), target);
    for (const output of [forModel, thumbnail]) {
      expect((await sharp(output).metadata()).hasAlpha).toBe(false);
      expect(nameOf(await colourAt(output, 0.05, 0.05))).toBe('white');
      expect(nameOf(await colourAt(output, 0.5, 0.5))).toBe('red');
    }
  });

  it('is laid on a dark ground below a white drawing, also where that is padded', async () => {
    const { forModel } = await prepareImage(await disc([255, 255, 255]), { ...target, minSidePx: 200 });
    expect(nameOf(await colourAt(forModel, 0.5, 0.5))).toBe('white');
    expect(nameOf(await colourAt(forModel, 0.3, 0.3))).toBe('black');
    expect(nameOf(await colourAt(forModel, 0, 0))).toBe('black');
  });

  it('changes nothing where there is none', async () => {
    const bytes = await draw(50, 50, () => [255, 255, 255, 255])
      .png()
      .toBuffer();
    expect(nameOf(await colourAt((await prepareImage(bytes, target)).forModel, 0, 0))).toBe('white');
  });
});

describe('animations', () => {
  it.each(['gif', 'webp'] as const)('shows a frame of a %s that is not the empty first one', async (format) => {
    const frames = [[255, 255, 255], ...Array.from({ length: 5 }, () => red)];
    const pixels = Buffer.concat(frames.map((colour) => Buffer.alloc(40 * 30 * 3, Buffer.from(colour))));
    const raw = { width: 40, height: 30 * frames.length, channels: 3, pageHeight: 30 } as const;
    const bytes = await sharp(pixels, { raw })
      [format]({ delay: frames.map(() => 100) })
      .toBuffer();
    expect((await sharp(bytes).metadata()).pages).toBeGreaterThan(1);
    const picture = await prepareImage(bytes, target);
    expect([picture.isAnimated, picture.width, picture.height]).toEqual([true, 40, 30]);
    expect(nameOf(await colourAt(picture.forModel, 0.5, 0.5))).toBe('red');
  });
});

describe('what comes beside', () => {
  it('keeps the thumbnail of pure noise within 60 kB', async () => {
    const { thumbnail } = await prepareImage(await noise(1400, 1400).png().toBuffer(), target);
    expect(thumbnail.byteLength).toBeLessThanOrEqual(60_000);
    expect((await sharp(thumbnail).metadata()).width).toBeGreaterThan(150);
  });

  it('gives the same for the same bytes', async () => {
    const bytes = await noise(300, 200).png().toBuffer();
    const first = await prepareImage(bytes, target);
    expect(await prepareImage(bytes, target)).toEqual(first);
    expect(first.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(Buffer.from(first.thumbhash, 'base64').byteLength).toBeLessThan(40);
  });

  it('hands out bytes that can be transferred to another thread', async () => {
    const picture = await prepareImage(
      await draw(60, 60, () => red)
        .png()
        .toBuffer(),
      target,
    );
    const buffers = [picture.forModel.buffer, picture.thumbnail.buffer];
    expect(structuredClone(picture, { transfer: buffers }).forModel.byteLength).toBeGreaterThan(0);
    expect(picture.forModel.byteLength).toBe(0);
  });
});
