import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { differingBits, fingerprintOf, fingerprintText, readFingerprint } from '../../src/images/fingerprint.ts';
import { type PreparedImage, prepareImage } from '../../src/images/prepare-image.ts';
import { isSamePicture, likeness, mayBeSame } from '../../src/images/same-picture.ts';
import { box, canvas, toPng, white, write } from '../support/look-alikes/canvas.ts';
import { renderPicture } from '../support/sandbox-instance/photographs.ts';

const target = { longestSidePx: 1024, mostPixels: 786_432, minSidePx: 32, maxAspect: 20 };
const prepare = async (bytes: Uint8Array | Promise<Uint8Array>) => prepareImage(await bytes, target);

async function isSame(one: PreparedImage, other: PreparedImage): Promise<boolean> {
  if (!mayBeSame(one.fingerprint, other.fingerprint)) return false;
  return isSamePicture(one.thumbnail, other.thumbnail);
}

/** A page of which line 7 says what is given. */
function page(line: string): Promise<Uint8Array> {
  const on = canvas(1000, 700, white);
  for (let at = 0; at < 12; at += 1) {
    const text = at === 7 ? line : `The ${at + 3} trains to the harbour leave from platform ${at}.`;
    write(on, text, { x: 60, y: 50 + at * 50, px: 28 });
  }
  return toPng(on);
}

/** Bars of these heights. */
function chart(...heights: number[]): Promise<Uint8Array> {
  const on = canvas(800, 500, white);
  heights.forEach((height, at) => {
    box(on, 60 + at * 120, 450 - height, 80, height, [31, 119, 180]);
  });
  return toPng(on);
}

function plain(red: number, green: number, blue: number): Promise<Uint8Array> {
  return toPng(canvas(600, 400, [red, green, blue]));
}

const photo = () => renderPicture({ photo: 'astronaut' }, 'image/jpeg');
const cut = (bytes: Uint8Array, left: number, top: number, width: number, height: number) =>
  sharp(bytes).extract({ left, top, width, height });

describe('a picture is the same', () => {
  it.each([
    ['as a JPEG of quality 40', async () => sharp(await photo()).jpeg({ quality: 40 })],
    [
      'at half its size, as WebP',
      async () =>
        sharp(await photo())
          .resize({ width: 256 })
          .webp({ quality: 60 }),
    ],
    ['cut by 3 % on two sides', async () => cut(await photo(), 15, 0, 497, 497).png()],
    ['cut by 3 % on every side', async () => cut(await photo(), 15, 15, 482, 482).jpeg({ quality: 60 })],
  ])('%s', async (_, change) => {
    const again = await (await change()).toBuffer();
    expect(await isSame(await prepare(photo()), await prepare(again))).toBe(true);
  });

  it('where it is a page of text, and was cut by more than half a line', async () => {
    const bytes = await page('Nothing else is known.');
    const again = await cut(bytes, 20, 20, 955, 660).resize({ width: 800 }).jpeg({ quality: 50 }).toBuffer();
    expect(await isSame(await prepare(bytes), await prepare(again))).toBe(true);
    expect(await isSame(await prepare(again), await prepare(bytes))).toBe(true);
  });

  it('where it is nothing but a colour, though its brightness never varies', async () => {
    const bytes = await plain(200, 30, 60);
    const again = await sharp(bytes).resize({ width: 300 }).jpeg({ quality: 40 }).toBuffer();
    expect(await isSame(await prepare(bytes), await prepare(again))).toBe(true);
  });
});

describe('a picture is another', () => {
  it.each([
    ['with one other digit', page('It costs 38 a day.'), page('It costs 36 a day.')],
    ['with one other word', page('It is open on Monday.'), page('It is open on Sunday.')],
    ['with one other bar', chart(100, 200, 300, 250), chart(100, 200, 300, 280)],
    ['of another colour and the same brightness', plain(200, 30, 60), plain(60, 100, 72)],
  ])('%s', async (_, one, other) => {
    expect(await isSame(await prepare(one), await prepare(other))).toBe(false);
  });

  it('with something in it that was somewhere else before', async () => {
    const thing = { create: { width: 40, height: 40, channels: 3, background: '#204080' } } as const;
    const at = async (left: number) =>
      sharp(await photo())
        .composite([{ input: await sharp(thing).png().toBuffer(), left, top: 380 }])
        .png()
        .toBuffer();
    expect(await isSame(await prepare(at(60)), await prepare(at(110)))).toBe(false);
  });

  it('mirrored, or of another shape', async () => {
    const [one, mirrored] = [
      await prepare(photo()),
      await prepare(
        sharp(await photo())
          .flop()
          .toBuffer(),
      ),
    ];
    expect(await isSame(one, mirrored)).toBe(false);
    const flat = await prepare(
      sharp(await photo())
        .resize(512, 400, { fit: 'fill' })
        .png()
        .toBuffer(),
    );
    expect(await isSamePicture(one.thumbnail, flat.thumbnail)).toBe(false);
  });
});

describe('the fingerprint', () => {
  it('is the hash that sharp-phash makes, but for what rounding moves', async () => {
    const { fingerprint } = await prepare(photo());
    expect(differingBits(fingerprint.hash, '7719bc6f6d962c4e')).toBeLessThanOrEqual(2);
  });

  it('of a plain ground has no waves, and comes over a port as it went', () => {
    const plainly = fingerprintOf(new Uint8Array(1024).fill(77));
    expect(plainly.hash).toBe('0000000000000000');
    expect(readFingerprint(fingerprintText(plainly))).toEqual(plainly);
    expect(likeness(plainly, plainly)).toBe(1);
  });
});
