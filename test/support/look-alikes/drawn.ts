import { between, pick, type Random } from '../sandbox-instance/random.ts';
import { box, type Canvas, type Colour, canvas, disc, fill, ink, write } from './canvas.ts';

const palette: [Colour, ...Colour[]] = [
  [31, 119, 180],
  [214, 82, 38],
  [44, 140, 60],
  [148, 103, 189],
  [190, 150, 20],
  [60, 60, 70],
];
const papers: [Colour, ...Colour[]] = [
  [255, 255, 255],
  [250, 247, 238],
  [240, 244, 250],
  [30, 32, 40],
];
const words =
  'river market window seven garden letter winter bridge station paper music silver morning harbour lantern table road kitchen story cloud signal forest ticket orange museum railway bicycle doctor evening castle engine'.split(
    ' ',
  ) as [string, ...string[]];
const fonts: [string, ...string[]] = ['DejaVu Sans', 'DejaVu Serif', 'DejaVu Sans Mono'];

const inkOn = (paper: Colour): Colour => (paper[0] < 128 ? [226, 228, 234] : ink);
const sentence = (random: Random, count: number) =>
  Array.from({ length: count }, () => (random() < 0.12 ? String(between(random, 2, 99)) : pick(random, words)));

/** Bars of one template; in each version another one is longer or shorter than in the first. */
export function barChart(random: Random, versions: number): Canvas[] {
  const paper = pick(random, papers);
  const colour = pick(random, palette);
  const heights = Array.from({ length: between(random, 5, 12) }, () => between(random, 60, 400));
  const title = sentence(random, 3).join(' ');
  return Array.from({ length: versions }, (_, version) => {
    const changed = version === 0 ? -1 : (version * 2) % heights.length;
    const change = between(random, 40, 160);
    const own = heights.map((height, at) => (at === changed ? height + (height > 230 ? -change : change) : height));
    const on = canvas(900, 600, paper);
    write(on, title, { x: 60, y: 30, px: 28, colour: inkOn(paper) });
    box(on, 60, 530, 790, 3, inkOn(paper));
    own.forEach((height, at) => {
      const left = 66 + (at * 780) / own.length;
      box(on, left, 530 - height, 546 / own.length, height, colour);
      write(on, String(2000 + at), { x: left, y: 545, px: 18, colour: inkOn(paper) });
    });
    return on;
  });
}

/** A page of text; each version differs from the first in one word, or in one number. */
export function textPage(random: Random, versions: number): Canvas[] {
  const paper = pick(random, papers);
  const font = pick(random, fonts);
  const px = between(random, 20, 30);
  const lineHeight = Math.round(px * 1.7);
  const lines = Array.from({ length: between(random, 10, 22) }, () => sentence(random, 7));
  return Array.from({ length: versions }, (_, version) => {
    const on = canvas(1000, 80 + lines.length * lineHeight, paper);
    const changed = version === 0 ? -1 : (version * 3) % lines.length;
    lines.forEach((line, at) => {
      const text = (at === changed ? withAnotherWord(random, line) : line).join(' ');
      write(on, text, { x: 50, y: 40 + at * lineHeight, px, font, colour: inkOn(paper) });
    });
    return on;
  });
}

function withAnotherWord(random: Random, line: string[]): string[] {
  const place = between(random, 0, line.length - 1);
  const others = words.filter((word) => word !== line[place]) as [string, ...string[]];
  const isNumber = /\d/.test(line[place] ?? '');
  return line.with(
    place,
    isNumber ? String((Number(line[place]) + between(random, 1, 9)) % 100) : pick(random, others),
  );
}

/** A card with a large number, as of a weather report or a score; each version has another number. */
export function numberCard(random: Random, versions: number): Canvas[] {
  const paper = pick(random, papers);
  const colour = pick(random, palette);
  const label = sentence(random, 2).join(' ');
  const below = sentence(random, 4).join(' ');
  const first = between(random, 10, 60);
  return Array.from({ length: versions }, (_, version) => {
    const on = canvas(800, 450, paper);
    box(on, 0, 0, 800, 90, colour);
    write(on, label, { x: 40, y: 28, px: 32, colour: [255, 255, 255] });
    write(on, `${first + version}:${30 + version}`, { x: 60, y: 180, px: 96, colour: inkOn(paper) });
    write(on, below, { x: 60, y: 350, px: 24, colour: inkOn(paper) });
    return on;
  });
}

/** A program's window with a list; the versions differ in which row is chosen, and the later ones in one switch. */
export function screenshot(random: Random, versions: number): Canvas[] {
  const paper = pick(random, papers);
  const accent = pick(random, palette);
  const rows = Array.from({ length: 9 }, () => sentence(random, 4).join(' '));
  const switches = rows.map(() => random() < 0.5);
  return Array.from({ length: versions }, (_, version) => {
    const turned = version - rows.length;
    const isOn = switches.map((on, at) => (at === turned ? !on : on));
    return drawScreen({ paper, accent, rows, isOn, chosen: version % rows.length });
  });
}

type Screen = { paper: Colour; accent: Colour; rows: string[]; isOn: boolean[]; chosen: number };

function drawScreen({ paper, accent, rows, isOn, chosen }: Screen): Canvas {
  const isDark = paper[0] < 128;
  const on = canvas(1200, 800, paper);
  box(on, 0, 0, 1200, 56, accent);
  box(on, 0, 56, 260, 744, isDark ? [44, 46, 56] : [228, 230, 236]);
  rows.slice(0, 6).forEach((row, at) => {
    const short = row.split(' ').slice(0, 2).join(' ');
    write(on, short, { x: 24, y: 90 + at * 48, px: 20, colour: inkOn(paper) });
  });
  box(on, 270, 72 + chosen * 76, 920, 60, isDark ? [70, 74, 92] : [206, 222, 246]);
  rows.forEach((row, at) => {
    write(on, row, { x: 300, y: 84 + at * 76, px: 24, colour: inkOn(paper) });
    drawSwitch(on, 84 + at * 76, isOn[at] ? accent : null);
  });
  return on;
}

function drawSwitch(on: Canvas, y: number, accent: Colour | null): void {
  box(on, 1080, y, 60, 30, accent ?? [150, 150, 156]);
  disc(on, accent ? 1124 : 1096, y + 15, 12, [255, 255, 255]);
}

/** A large sign: a shape in a colour, with a small mark in a corner. */
export function icon(random: Random, versions: number): Canvas[] {
  const paper = pick(random, papers);
  const shape = between(random, 0, 3);
  const radius = between(random, 90, 150);
  const first = between(random, 0, palette.length - 1);
  const marks = ['', '1', '2', '7', '+', '!'];
  return Array.from({ length: versions }, (_, version) => {
    const colour = palette[(first + Math.floor(version / marks.length)) % palette.length] ?? ink;
    const on = canvas(400, 400, paper);
    const isInside = (x: number, y: number) => isInShape(shape, (x - 150) / radius, (y - 150) / radius);
    fill(on, [50, 50, 300, 300], colour, isInside);
    const mark = marks[version % marks.length] ?? '';
    if (mark) disc(on, 320, 320, 50, [220, 40, 40]);
    write(on, mark, { x: 305, y: 292, px: 48, colour: [255, 255, 255] });
    return on;
  });
}

/** A disc, a diamond, a frame or a triangle around the middle, of radius 1. */
function isInShape(shape: number, x: number, y: number): boolean {
  if (shape === 0) return x * x + y * y <= 1;
  if (shape === 1) return Math.abs(x) + Math.abs(y) <= 1;
  if (shape === 2) return Math.max(Math.abs(x), Math.abs(y)) <= 0.9 && Math.max(Math.abs(x), Math.abs(y)) >= 0.4;
  return Math.abs(y) < 0.85 && Math.abs(x) < (y + 0.9) * 0.55;
}

/** A plain ground, or one that passes from a colour into another: nothing else to tell it by. */
export function ground(random: Random, versions: number): Canvas[] {
  return Array.from({ length: versions }, (_, version) => {
    const from: Colour = [between(random, 0, 255), between(random, 0, 255), between(random, 0, 255)];
    const to: Colour = [between(random, 0, 255), between(random, 0, 255), between(random, 0, 255)];
    const on = canvas(600, 400, from);
    if (version % 2 === 0) return on;
    for (let x = 0; x < 600; x += 4) {
      const mix = (a: number, b: number) => Math.round(a + ((b - a) * x) / 600);
      box(on, x, 0, 4, 400, [mix(from[0], to[0]), mix(from[1], to[1]), mix(from[2], to[2])]);
    }
    return on;
  });
}
