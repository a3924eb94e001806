import { createCorrelation } from './correlation.ts';
import { greySide } from './fingerprint.ts';
import { type Alignment, forEachField, layOver, valueUnder } from './overlay.ts';
import { brightnessOf, type Plane, soften } from './plane.ts';

/** What lies on each other in two pictures, compared. All but the correlation in levels of 255. */
export type Differences = {
  /** Of the brightness of 32 × 32 fields. */
  correlation: number;
  /** Of brightness, pixel by pixel, in the block where it is the greatest (root of the mean square). */
  brightness: number;
  /** Of the mean of a colour, in the block where it is the greatest. */
  colour: number;
  /** The greater of both among the blocks without detail, where encoders leave next to nothing behind. */
  plain: number;
};

/** Pixels along the side of a block: about a letter. */
const blockPx = 8;
/** Brightness varies less within a block without detail (standard deviation). */
const plainVariation = 4;

type Planes = [Plane, Plane, Plane];

/** Compares two pictures of the same size where they lie on each other. */
export function findDifferences(planes: Planes, others: Planes, alignment: Alignment): Differences {
  const [red, green, blue] = planes.map(soften) as Planes;
  const [otherRed, otherGreen, otherBlue] = others.map(soften) as Planes;
  const brightness = brightnessOf([red, green, blue]);
  const otherBrightness = brightnessOf([otherRed, otherGreen, otherBlue]);
  const overlay = layOver(red, otherRed, alignment);
  const { width, height } = red;
  const blocks = createBlocks(Math.ceil(width / blockPx) * Math.ceil(height / blockPx));
  const fields = createFields();
  forEachField(overlay, (row, column) => {
    const at = row * width + column;
    const own = brightness.data[at] as number;
    const under = valueUnder(overlay, otherBrightness, row, column);
    fields.add(Math.floor((row * greySide) / height) * greySide + Math.floor((column * greySide) / width), own, under);
    blocks.add(Math.floor(row / blockPx) * Math.ceil(width / blockPx) + Math.floor(column / blockPx), {
      ...{ own, difference: own - under },
      red: (red.data[at] as number) - valueUnder(overlay, otherRed, row, column),
      green: (green.data[at] as number) - valueUnder(overlay, otherGreen, row, column),
      blue: (blue.data[at] as number) - valueUnder(overlay, otherBlue, row, column),
    });
  });
  return { correlation: fields.correlation(), ...blocks.greatest() };
}

function createFields() {
  const [own, under, counts] = [sums(greySide ** 2), sums(greySide ** 2), sums(greySide ** 2)];
  return {
    add(field: number, one: number, other: number): void {
      own.add(field, one);
      under.add(field, other);
      counts.add(field, 1);
    },
    correlation(): number {
      const correlation = createCorrelation();
      for (let field = 0; field < greySide ** 2; field += 1) {
        const count = counts.at(field);
        if (count > 0) correlation.add(own.at(field) / count, under.at(field) / count);
      }
      return correlation.value();
    },
  };
}

type Pixel = { own: number; difference: number; red: number; green: number; blue: number };

function createBlocks(count: number) {
  const [pixels, own, squares, wrong] = [sums(count), sums(count), sums(count), sums(count)];
  const colours = [sums(count), sums(count), sums(count)] as const;

  function differencesIn(block: number) {
    const n = pixels.at(block);
    const brightness = Math.sqrt(wrong.at(block) / n);
    const colour = Math.max(...colours.map((sum) => Math.abs(sum.at(block) / n)));
    const isPlain = squares.at(block) / n - (own.at(block) / n) ** 2 < plainVariation ** 2;
    return { brightness, colour, plain: isPlain ? Math.max(brightness, colour) : 0 };
  }

  return {
    add(block: number, pixel: Pixel): void {
      pixels.add(block, 1);
      own.add(block, pixel.own);
      squares.add(block, pixel.own ** 2);
      wrong.add(block, pixel.difference ** 2);
      colours[0].add(block, pixel.red);
      colours[1].add(block, pixel.green);
      colours[2].add(block, pixel.blue);
    },
    /** Of blocks that lie at least a third on the other picture. */
    greatest() {
      const greatest = { brightness: 0, colour: 0, plain: 0 };
      for (let block = 0; block < count; block += 1) {
        if (pixels.at(block) < blockPx ** 2 / 3) continue;
        const { brightness, colour, plain } = differencesIn(block);
        greatest.brightness = Math.max(greatest.brightness, brightness);
        greatest.colour = Math.max(greatest.colour, colour);
        greatest.plain = Math.max(greatest.plain, plain);
      }
      return greatest;
    },
  };
}

function sums(count: number) {
  const values = new Float64Array(count);
  return {
    at: (place: number) => values[place] as number,
    add(place: number, value: number): void {
      values[place] = (values[place] as number) + value;
    },
  };
}
