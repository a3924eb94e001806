import type { PictureKind } from '../captioner.ts';
import { findQuotations } from '../text/quotations.ts';
import { matchesAny } from './finding.ts';
import { patternsOfAll } from './rule-words/index.ts';
import { isOfUnreadScript, lookIn, wordsIn } from './visible-words.ts';

/** Fewer words are a brand on a shirt, or a house number: it may be right to leave them out. */
const leastWords = 3;
/** Of the words that were read so many must stand in the text. */
const leastShare = 0.6;
/** Of a text too long to be repeated so many words at least, for a summary that says what it is about. */
const leastOfSummary = 4;
/** Longer than this nobody wants to hear a picture's text word by word. */
const mostWordsRepeated = 80;
/** Room that the rest of the description takes, in code points. */
export const besidesText = 120;
/** Of the letters of a quotation so many must be in what was read. */
const leastQuoted = 0.8;

/** What was read in a picture and how much of it belongs in its text. Nobody looked: `visibleText` is null. */
export type TextOfPicture = { visibleText: string | null; maxLength: number; kind: PictureKind | null };

/**
 * The words in a picture that its text lost, or undefined when it has enough of them: most, or of a chart and of a text
 * too long for the limit those of a summary.
 */
export function missingText(text: string, { visibleText, maxLength, kind }: TextOfPicture): string[] | undefined {
  if (!visibleText || isOfUnreadScript(text, visibleText)) return undefined;
  const read = wordsIn(withoutCredits(visibleText)).filter(({ shown }) => /\p{L}/u.test(shown));
  if (read.length < leastWords) return undefined;
  const isThere = lookIn(text);
  const missing = read.filter(({ word }) => !isThere(word));
  const wanted =
    kind === 'chart' || isToSumUp(visibleText, maxLength)
      ? Math.min(leastOfSummary, read.length * leastShare)
      : read.length * leastShare;
  return read.length - missing.length < wanted ? missing.map(({ shown }) => shown) : undefined;
}

const credit = patternsOfAll('credit');

/** Whose picture it is should not stand in its description. */
const withoutCredits = (visibleText: string): string =>
  visibleText
    .split('\n')
    .filter((line) => !matchesAny(credit, line))
    .join('\n');

/** Whether the text of a picture is too long to stand in its description: then a summary says what it is about. */
export function isToSumUp(visibleText: string, maxLength: number): boolean {
  return wordsIn(visibleText).length > mostWordsRepeated || Array.from(visibleText).length + besidesText > maxLength;
}

/** The quotations of a text that were not read in the picture. Nobody looked, or nobody can read their script: none. */
export function unverifiedQuotes(text: string, visibleText: string | null): string[] {
  if (visibleText === null) return [];
  const isThere = lookIn(visibleText);
  return findQuotations(text)
    .outermost.map(({ from, to }) => text.slice(from + 1, to))
    .filter((quote) => !isOfUnreadScript(quote, visibleText) && !isRead(quote, isThere));
}

/** A quotation without a word of two letters, such as a number on a door, is too short to be looked for. */
function isRead(quote: string, isThere: (word: string) => boolean): boolean {
  const words = wordsIn(quote).map(({ word }) => word);
  const lengthOf = (list: string[]) => list.reduce((sum, word) => sum + word.length, 0);
  return words.length === 0 || lengthOf(words.filter(isThere)) >= lengthOf(words) * leastQuoted;
}
