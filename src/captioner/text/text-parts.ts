import { findQuotations } from './quotations.ts';

/** How many letters of any script a text has. */
export const lettersOf = (text: string): number => text.match(/\p{L}/gu)?.length ?? 0;

/** Words alone, in small letters: two texts that are said the same are the same. */
export const normalise = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** A text without what stands in quotation marks: that was read off the picture and may be anything. */
export function outsideQuotes(text: string): string {
  const edges = findQuotations(text).outermost.flatMap(({ from, to }) => [from, to + 1]);
  const starts = [0, ...edges.filter((_, at) => at % 2 === 1)];
  const ends = [...edges.filter((_, at) => at % 2 === 0), text.length];
  return starts.map((start, at) => text.slice(start, ends[at])).join(' ');
}

/** What stands in quotation marks, without them and the spaces beside them. */
export const quotations = (text: string): string[] =>
  findQuotations(text).outermost.map(({ from, to }) => text.slice(from + 1, to).trim());

export const hasNoSpaces = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}ー]{2}/u;

/** Words without case and accents. A script without spaces between words gives its pairs of signs. */
export function wordsOf(text: string): string[] {
  return normalise(text.normalize('NFKD').replace(/\p{M}/gu, '').normalize('NFC'))
    .split(' ')
    .filter((word) => word !== '')
    .flatMap((word) => (hasNoSpaces.test(word) ? pairsOf(word) : word));
}

function pairsOf(word: string): string[] {
  const signs = Array.from(word);
  return signs.slice(0, -1).map((sign, at) => sign + signs[at + 1]);
}

/** Every so many words in a row. */
export function wordGroups(text: string, size: number): string[] {
  const list = wordsOf(text);
  return list.slice(0, Math.max(0, list.length - size + 1)).map((_, at) => list.slice(at, at + size).join(' '));
}

/** Groups long enough that nobody writes one again by chance: four words, or nine signs of a script without spaces. */
export const phrases = (text: string): string[] => wordGroups(text, hasNoSpaces.test(text) ? 8 : 4);

/** The share of a text's groups of three words that another has too; of very short texts nothing can be said. */
export function overlap(text: string, other: string): number {
  const own = wordGroups(text, 3);
  const theirs = new Set(wordGroups(other, 3));
  return own.length < 3 ? 0 : own.filter((group) => theirs.has(group)).length / own.length;
}

export function mostOften(items: string[]): number {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}
