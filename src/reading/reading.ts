import { isKnownLanguage } from '../lib/language-tag.ts';
import { looksGerman, mendSharpS } from './sharp-s.ts';

/** A line of text in a picture. */
export type ReadLine = {
  text: string;
  /** 0 to 1. */
  confidence: number;
  /** Where it stands, as shares of the picture's width and height. */
  box: { left: number; top: number; width: number; height: number };
};

/** What was read in a picture: its lines from top to bottom, and their text, a line each; empty when there is none. */
export type ReadText = { lines: ReadLine[]; text: string };

/** Reads the text in pictures. It never fails: what cannot be read is null, as is everything where nothing can read. */
export type TextReader = {
  /** Whether there is something that reads. */
  canRead: () => boolean;
  /** `bytes`: a picture as it was downloaded. Null when nobody looked, for whatever reason. */
  readText: (bytes: Uint8Array) => Promise<ReadText | null>;
  /** Ends the process that reads. */
  close: () => Promise<void>;
};

/** The scripts that are read here; of others the letters would be taken for those that look like them. */
const readScripts = new Set(['Latn', 'Hans', 'Hant']);

/** Whether pictures of posts in this language (BCP 47) can be read: its script decides. What is not known is tried. */
export function isLanguageRead(language: string | null): boolean {
  if (!isKnownLanguage(language)) return true;
  try {
    return readScripts.has(new Intl.Locale(language).maximize().script ?? 'Latn');
  } catch {
    return true;
  }
}

/** Below that share of certainty a line is more often invented than read. */
const leastConfidence = 0.8;
/** A speck of light is taken for a letter now and then, for two of them hardly ever. */
const leastCharacters = 2;

/** What can be relied on of the lines that were seen. */
export function toReadText(seen: ReadLine[]): ReadText {
  const lines = seen.filter(({ text, confidence }) => confidence >= leastConfidence && isLegible(text));
  const isGerman = looksGerman(lines.map(({ text }) => text).join('\n'));
  const mended = isGerman ? lines.map((line) => ({ ...line, text: mendSharpS(line.text) })) : lines;
  return { lines: mended, text: mended.map(({ text }) => text).join('\n') };
}

const isLegible = (text: string): boolean => (text.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= leastCharacters;
