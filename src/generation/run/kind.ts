import type { PictureKind } from '../../captioner/captioner.ts';
import { fullOfText } from '../../captioner/family.ts';
import type { Looks } from '../../images/looks.ts';
import type { ReadLine, ReadText } from '../../reading/reading.ts';

/** What is known of a picture without understanding it. `read` is null when nobody looked for text. */
export type PictureFacts = {
  width: number;
  height: number;
  isAnimated: boolean;
  looks: Looks;
  read: ReadText | null;
};

/** What a program drew has at least this share of pixels like their neighbours; what a lens took has less than that. */
const drawnFrom = 0.76;
const takenBelow = 0.68;
/** Light comes in more shades than that, even at night; a small picture of letters, blurred by its encoding, does not. */
const takenColours = 5;

/** What a picture is, as far as cheap facts tell; undefined where they do not. */
export function kindOf(facts: PictureFacts): PictureKind | undefined {
  const { isAnimated, looks, read } = facts;
  if (isAnimated) return 'animation';
  if (looks.flat >= drawnFrom) return kindOfDrawn(facts);
  if (looks.flat >= takenBelow || looks.colours < takenColours) return undefined;
  if (read === null) return 'photo';
  if (isMeme(read.lines)) return 'meme';
  // A page that was photographed, or a screen full of photographs.
  return countWords(read) < 2 * fullOfText ? 'photo' : undefined;
}

/** Whether there is so much to read in a picture that its letters should be larger. */
export const isTextRich = (read: ReadText | null): boolean => read !== null && countWords(read) >= fullOfText;

function kindOfDrawn({ width, height, looks, read }: PictureFacts): PictureKind | undefined {
  const isScreen = isScreenShaped(width, height);
  if (read === null) return isScreen ? 'screenshot' : undefined;
  if (read.lines.length === 0) return looks.colours > 2 && looks.ground < 0.8 ? 'artwork' : undefined;
  if (isChart(read)) return 'chart';
  if (isScreen) return 'screenshot';
  const isPaper = looks.groundLight > 0.8 && looks.ground > 0.8;
  if (isPaper) return read.lines.length >= 4 && countWords(read) > fullOfText ? 'document' : undefined;
  return read.lines.length >= 3 ? 'screenshot' : undefined;
}

const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));

const countWords = ({ text }: ReadText): number => wordsOf(text).length;

const isNumber = (word: string): boolean =>
  /^[-+−–~<>≈]?[$€£¥]?\d[\d.,:/]*\s?(%|°C?|k|m|h|s|€|[kM]?[gW]?)$/iu.test(word);

/** Numbers that stand alone are those of axes, bars and slices. */
function isChart({ lines, text }: ReadText): boolean {
  const alone = lines.map((line) => wordsOf(line.text)).filter((words) => words.every(isNumber));
  const numbers = alone.flat().length;
  const words = wordsOf(text).length;
  return numbers >= 3 && words <= 60 && numbers >= words * 0.35;
}

/** A joke has large words above and below and none between. */
function isMeme(lines: ReadLine[]): boolean {
  if (lines.length === 0 || lines.length > 6) return false;
  const isLarge = ({ box }: ReadLine) => box.height >= 0.05 && box.width >= 0.25;
  const isAtEdge = ({ box }: ReadLine) => box.top + box.height <= 0.3 || box.top >= 0.65;
  const isCentred = ({ box }: ReadLine) => Math.abs(box.left + box.width / 2 - 0.5) < 0.12;
  return lines.every((line) => isLarge(line) && isAtEdge(line) && isCentred(line));
}

/** Widths of monitors, in pixels. */
const monitors = new Set([1024, 1280, 1366, 1440, 1536, 1600, 1680, 1920, 2048, 2560, 2880, 3440, 3840]);

/** The shape of a phone held upright, or of a monitor: paper is wider than the one, and no multiple of the other. */
function isScreenShaped(width: number, height: number): boolean {
  const upright = height / width;
  if (width >= 320 && width <= 1500) if (upright >= 1.7 && upright <= 2.4) return true;
  return monitors.has(width) && upright > 0.4 && upright < 0.7;
}
