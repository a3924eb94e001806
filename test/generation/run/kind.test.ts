import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type OverlayOptions } from 'sharp';
import { describe, expect, it } from 'vitest';
import { isTextRich, kindOf, type PictureFacts } from '../../../src/generation/run/kind.ts';
import { prepareImage } from '../../../src/images/prepare-image.ts';
import type { ReadLine, ReadText } from '../../../src/reading/reading.ts';
import { renderText } from '../../support/text-pictures/rendering.ts';

const target = { longestSidePx: 896, minSidePx: 64, maxAspect: 20 };
const photos = ['astronaut', 'camera', 'chelsea', 'coffee', 'hubble_deep_field', 'rocket'];
const photo = (name: string) => readFileSync(join(import.meta.dirname, `../../support/photos/${name}.jpg`));

/** What was read, a line each, from the top to the bottom of the picture unless told where. */
function readOf(lines: string[], at?: (index: number) => Partial<ReadLine['box']>): ReadText {
  const height = 1 / (lines.length * 2);
  const places = lines.map((text, index) => ({
    text,
    confidence: 0.95,
    box: { left: 0.1, top: index * 2 * height, width: 0.8, height, ...at?.(index) },
  }));
  return { lines: places, text: lines.join('\n') };
}

async function factsOf(file: Buffer, read: ReadText | null): Promise<PictureFacts> {
  return { ...(await prepareImage(file, target)), read };
}

const rectangle = (width: number, height: number, background: string) =>
  sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();

/** Shapes of one colour on a ground. */
async function draw(width: number, height: number, ground: string, shapes: [number, number, number, number, string][]) {
  const parts = shapes.map(async ([left, top, across, down, colour]): Promise<OverlayOptions> => {
    return { input: await rectangle(across, down, colour), left, top };
  });
  return await sharp(await rectangle(width, height, ground))
    .composite(await Promise.all(parts))
    .png()
    .toBuffer();
}

const paragraph =
  'The water will be turned off on Tuesday from half past eight until noon. Please fill your pots before.';
const noText = readOf([]);
const phone = () =>
  draw(390, 844, '#f2f2f7', [
    [0, 0, 390, 90, '#ffffff'],
    [20, 120, 260, 80, '#e8e8ee'],
    [110, 220, 260, 60, '#ccddff'],
  ]);
const bars = () =>
  draw(640, 480, '#ffffff', [
    [60, 200, 90, 240, '#4488cc'],
    [200, 90, 90, 350, '#4488cc'],
    [340, 340, 90, 100, '#cc8844'],
    [480, 50, 90, 390, '#44aa66'],
  ]);
const house = () =>
  draw(600, 440, '#cceeff', [
    [0, 320, 600, 120, '#44aa44'],
    [180, 200, 220, 140, '#eeeeee'],
    [160, 140, 260, 60, '#cc2222'],
    [265, 260, 50, 80, '#2244cc'],
  ]);

const isEncoded = [
  ['as it was drawn', async (file: Buffer) => file],
  ['as JPEG', (file: Buffer) => sharp(file).jpeg({ quality: 75 }).toBuffer()],
] as const;

describe.each(isEncoded)('the kind of a picture, %s', (_, encode) => {
  it.each(photos)('is a photograph: %s', async (name) => {
    expect(kindOf(await factsOf(await encode(photo(name)), noText))).toBe('photo');
    expect(kindOf(await factsOf(await encode(photo(name)), null))).toBe('photo');
  });

  it('is a photograph with a sign in it', async () => {
    const sign = readOf(['Fresh plums'], () => ({ left: 0.2, top: 0.5, width: 0.2, height: 0.04 }));
    expect(kindOf(await factsOf(await encode(photo('coffee')), sign))).toBe('photo');
  });

  it('is a joke with large words above and below', async () => {
    const places = [
      { left: 0.2, top: 0.03, width: 0.6, height: 0.1 },
      { left: 0.1, top: 0.85, width: 0.8, height: 0.1 },
    ];
    const words = readOf(['ONE MORE COFFEE', 'THEN I ANSWER EMAILS'], (index) => places[index] ?? {});
    expect(kindOf(await factsOf(await encode(photo('coffee')), words))).toBe('meme');
  });

  it('is a document', async () => {
    const lines = ['Notice', ...paragraph.split('. ')];
    const text = `${paragraph}\n\n${paragraph}`;
    expect(kindOf(await factsOf(await encode(await renderText(text)), readOf([...lines, ...lines])))).toBe('document');
  });

  it('is a screenshot, by the shape of a phone or by its panels', async () => {
    const chat = readOf(['Grandma', 'Did you eat?', 'Yes, soup at noon.']);
    expect(kindOf(await factsOf(await encode(await phone()), chat))).toBe('screenshot');
    expect(kindOf(await factsOf(await encode(await phone()), null))).toBe('screenshot');
    const terminal = await renderText('npm test -- test/generation\n\n412 passed\n\ndone at noon', {
      ink: '#77ff77',
      paper: '#111111',
    });
    const output = readOf(['npm test', '412 passed', 'done at noon']);
    expect(kindOf(await factsOf(await encode(terminal), output))).toBe('screenshot');
  });

  it('is a chart, by the numbers that stand alone', async () => {
    const axes = readOf(['Rain in mm', '90', '75', '40', '20']);
    expect(kindOf(await factsOf(await encode(await bars()), axes))).toBe('chart');
    const years = readOf(['Members', '2021 2022 2023 2024']);
    expect(kindOf(await factsOf(await encode(await bars()), years))).toBe('chart');
  });

  it('is artwork: drawn, and without words', async () => {
    expect(kindOf(await factsOf(await encode(await house()), noText))).toBe('artwork');
  });

  it('is not told where the facts tell nothing', async () => {
    expect(kindOf(await factsOf(await encode(await house()), null))).toBeUndefined();
    expect(kindOf(await factsOf(await encode(await rectangle(400, 400, '#88aacc')), noText))).toBeUndefined();
    expect(kindOf(await factsOf(await encode(await renderText('Back soon')), readOf(['Back soon'])))).toBeUndefined();
    // Much text before a lens, or a screen full of photographs.
    const page = readOf(Array.from({ length: 9 }, () => paragraph));
    expect(kindOf(await factsOf(await encode(photo('coffee')), page))).toBeUndefined();
  });
});

describe('an animation', () => {
  it('is one, whatever stands in it', async () => {
    const facts = await factsOf(photo('coffee'), readOf([paragraph]));
    expect(kindOf({ ...facts, isAnimated: true })).toBe('animation');
  });
});

describe('a picture full of text', () => {
  it('has at least fifteen words', () => {
    expect(isTextRich(readOf([paragraph]))).toBe(true);
    expect(isTextRich(readOf(['Mind the gap', 'between train and platform']))).toBe(false);
    expect(isTextRich(null)).toBe(false);
  });
});
