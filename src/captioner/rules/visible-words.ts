import { countCharacters } from '../../lib/characters.ts';

/** Scripts that are written without spaces: compared by pairs of signs. */
const pairedScript = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々]/u;
const runs =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々]+|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々])[\p{L}\p{N}])+/gu;

/** From this length on a word is the same with one letter wrong: what reads is no better than that. */
const forgivingFrom = 5;
/** From this length on a word may be several that lost their spaces. */
const joinedFrom = 8;

/** Letters that nobody tells apart in print: they count as one. What reads takes ß for B. */
const alike: [RegExp, string][] = [
  [/ß/g, 'b'],
  [/œ/g, 'oe'],
  [/æ/g, 'ae'],
  [/0/g, 'o'],
  [/[1i|ı]/g, 'l'],
];

/** A text without case, accents, width and what cannot be told apart. */
function plain(text: string): string {
  const bare = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return alike.reduce((folded, [letters, letter]) => folded.replace(letters, letter), bare);
}

/** The words of a text, each once, in their order; `shown` as it stood there. Of scripts without spaces, pairs of signs. */
export function wordsIn(text: string): { word: string; shown: string }[] {
  const found = new Map<string, string>();
  for (const [run] of text.normalize('NFC').matchAll(runs)) {
    for (const shown of pairedScript.test(run) ? pairsOf(run) : [run]) {
      const word = plain(shown);
      if (countCharacters(shown) >= 2 && !found.has(word)) found.set(word, shown);
    }
  }
  return [...found].map(([word, shown]) => ({ word, shown }));
}

function pairsOf(run: string): string[] {
  const signs = Array.from(run);
  return signs.slice(1).map((sign, at) => `${signs[at]}${sign}`);
}

/** Tells whether words stand in a text, be it with a letter wrong, or without the spaces between them. */
export function lookIn(text: string): (word: string) => boolean {
  const words = wordsIn(text).map(({ word }) => word);
  const known = new Set(words);
  const squeezed = plain(text).replace(/[^\p{L}\p{N}]+/gu, '');
  return (word) =>
    known.has(word) ||
    (word.length >= joinedFrom && squeezed.includes(word)) ||
    (word.length >= forgivingFrom && words.some((other) => isOneOff(word, other))) ||
    words.some((other) => other.length >= joinedFrom && word.length >= 3 && other.includes(word));
}

/** Whether one letter put in, left out or exchanged makes one word of the other. */
export function isOneOff(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1 || pairedScript.test(one)) return false;
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  const [restOfOne, restOfOther] = [one.slice(same), other.slice(same)];
  return (
    restOfOne.slice(1) === restOfOther.slice(1) ||
    restOfOne.slice(1) === restOfOther ||
    restOfOne === restOfOther.slice(1)
  );
}

const scripts = [
  ...['Hiragana', 'Katakana', 'Hangul', 'Cyrillic', 'Greek', 'Arabic', 'Hebrew', 'Thai', 'Devanagari', 'Bengali'],
  ...['Tamil', 'Telugu', 'Georgian', 'Armenian', 'Han'],
].map((name) => new RegExp(`\\p{Script=${name}}`, 'u'));

/** Whether a text has letters of a script that does not occur in what was read: perhaps it is one that nobody here reads. */
export function isOfUnreadScript(text: string, visibleText: string): boolean {
  return scripts.some((script) => script.test(text) && !script.test(visibleText));
}
