import type { eld } from 'eld/extrasmall';
import { primaryLanguage } from '../../lib/language-tag.ts';
import { lettersOf } from './text-parts.ts';

/** Of fewer letters nothing is said: a name or a label looks like any language. */
const leastLetters = 40;

let detector: typeof eld | undefined;

/** The library knows sixty languages and takes 90 MB in each thread, so it comes only where somebody needs it. */
export async function loadLanguages(): Promise<void> {
  detector ??= (await import('eld/extrasmall')).eld;
}

/** Whether only the library can tell if a text is in this language. */
export function needsLibrary(text: string, expected: string): boolean {
  return lettersOf(text) >= leastLetters && plainAnswer(text, primary(expected)) === 'unsure';
}

/**
 * Whether a text is in another language than `expected` (BCP 47). Without the library only what script and small words
 * tell is said; what is doubtful is no other language.
 */
export function isInOtherLanguage(text: string, expected: string): boolean {
  if (lettersOf(text) < leastLetters) return false;
  const wanted = primary(expected);
  const answer = plainAnswer(text, wanted);
  if (answer !== 'unsure') return answer === 'other';
  return detector !== undefined && isUnlikely(detector, text, wanted);
}

/** Whether the library has a say in which language a text is in. */
export const isWorthTheLibrary = (text: string): boolean =>
  lettersOf(text) >= leastLetters && scriptOf(text) === undefined;

/**
 * The language of a text, when it is long and plain enough to be sure. Where the library is there it must not disagree:
 * it takes a language that it does not know for a neighbour, and small words do too.
 */
export function languageOf(text: string): string | undefined {
  if (lettersOf(text) < leastLetters) return undefined;
  const script = scriptOf(text);
  if (script !== undefined) return script;
  const plain = plainLanguageOf(text);
  const found = detector?.detect(text);
  if (!found?.isReliable()) return plain;
  if (plain !== undefined) return plain === found.language ? plain : undefined;
  return isMixed(text, found.language) || isTied(text, found) ? undefined : found.language;
}

/** Less than this ahead of another, Serbian was found to be Slovenian. */
const leastAhead = 0.015;

/** Whether a text in Latin letters is as likely in another language. Others are told apart by their letters mostly. */
function isTied(text: string, found: ReturnType<typeof eld.detect>): boolean {
  const own = primary(found.language);
  const scores = Object.entries(found.getScores());
  const others = scores.filter(([of]) => primary(of) !== own).map(([, score]) => score);
  return isMostlyLatin(text) && scoreOf(scores, own) - Math.max(0, ...others) < leastAhead;
}

/** What small words say alone; nothing where two languages have nearly as many. */
function plainLanguageOf(text: string): string | undefined {
  const [best, second] = countSmallWords(text);
  return best && second && isPlain(text, best) && best.count >= second.count * 1.6 ? best.language : undefined;
}

/** Whether a text has small words of another language too, as a post with a title in French has. */
function isMixed(text: string, language: string): boolean {
  if (!(language in smallWords)) return false;
  return Object.keys(smallWords).some((other) => {
    const foreign = countOnly(text, other, language);
    return foreign >= 3 && foreign * 2 > countOnly(text, language, other);
  });
}

/** What the library calls by one name: Norwegian, Hebrew letters, and in Latin letters what is spoken in Zagreb and Belgrade. */
const sameLanguages: Record<string, string> = { nb: 'no', nn: 'no', yi: 'he', sr: 'hr', bs: 'hr', sh: 'hr', cnr: 'hr' };

function primary(tag: string): string {
  const language = primaryLanguage(tag);
  return sameLanguages[language] ?? language;
}

/** What script and small words say: `wanted` is the language, or it cannot be, or who knows. */
function plainAnswer(text: string, wanted: string): 'wanted' | 'other' | 'unsure' {
  const script = scriptOf(text);
  if (script !== undefined) return script === wanted ? 'wanted' : 'other';
  const counts = countSmallWords(text);
  const [best] = counts;
  if (wanted in scripts) {
    // Names of programs outweigh the signs between them, but a sentence in Latin letters has small words of its own.
    if (!(best && isPlain(text, best)) && hasSome(text, wanted)) return 'wanted';
    return isMostlyLatin(text) ? 'other' : 'unsure';
  }
  const ofWanted = counts.find(({ language }) => language === wanted);
  if (!best || !ofWanted || !isPlain(text, best)) return 'unsure';
  if (ofWanted.count === best.count) return 'wanted';
  // Neighbours share many small words, so that only the others count.
  const [ofBest, own] = [countOnly(text, best.language, wanted), countOnly(text, wanted, best.language)];
  return ofBest >= 2 && ofBest > own * 2 ? 'other' : 'unsure';
}

/** How many words of a text are small ones of a language and not of another. */
function countOnly(text: string, language: string, other: string): number {
  const [own, others] = [smallWords[language], smallWords[other]];
  return runsOfLetters(text).filter((word) => own?.has(word) && !others?.has(word)).length;
}

const isMostlyLatin = (text: string): boolean => (text.match(/\p{Script=Latin}/gu)?.length ?? 0) > lettersOf(text) / 2;

/** Scripts that one language has to itself, or nearly. */
const scripts: Record<string, RegExp> = {
  ja: /[\p{Script=Hiragana}\p{Script=Katakana}]/gu,
  ko: /\p{Script=Hangul}/gu,
  el: /\p{Script=Greek}/gu,
  he: /\p{Script=Hebrew}/gu,
  th: /\p{Script=Thai}/gu,
};

/** Whether a text has letters of the script of a language: enough for the words between the names. */
function hasSome(text: string, language: string): boolean {
  const count = text.match(scripts[language] ?? /$^/g)?.length ?? 0;
  return count >= 5 || count >= lettersOf(text) / 10;
}

function scriptOf(text: string): string | undefined {
  const letters = lettersOf(text);
  return Object.entries(scripts).find(([, sign]) => (text.match(sign)?.length ?? 0) > letters / 4)?.[0];
}

type Count = { language: string; count: number };

/** How many words of a text are small ones of each language, most first. */
function countSmallWords(text: string): Count[] {
  const words = runsOfLetters(text);
  return Object.entries(smallWords)
    .map(([language, small]) => ({ language, count: words.filter((word) => small.has(word)).length }))
    .sort((one, other) => other.count - one.count);
}

const runsOfLetters = (text: string): string[] => text.toLowerCase().match(/\p{L}+/gu) ?? [];

const isPlain = (text: string, { count }: Count): boolean => count >= 3 && count >= runsOfLetters(text).length / 6;

const danishOrNorwegian = 'og i på er af av til som med ved et en den det';

/** The words that every sentence of a language has, and a few that it shares with its neighbours. */
const smallWords: Record<string, Set<string>> = {
  en: setOf('the a an and with of is on are at its from by this that in to behind over under'),
  de: setOf('der die das und mit ein eine einem einen einer auf ist im vor dem den von zwischen sind in an des zu'),
  fr: setOf('le la les des une un et avec sur dans est du au aux devant sous de en à qui d l'),
  es: setOf('el la los las y una un con del en de al se por hay está sobre que a'),
  it: setOf('il lo la gli le e di con nel nella sul sulla un una è sono che della del dei in'),
  pt: setOf('o a os as um uma e com em do da no na de ao sobre que dos das à'),
  nl: setOf('de het een en van met op in aan voor naar zijn is bij te staat'),
  // These two are told apart by the library: in small words they hardly differ.
  da: setOf(danishOrNorwegian),
  no: setOf(danishOrNorwegian),
  sv: setOf('och i på är av till som med vid ett en den det'),
  // The library takes Luxembourgish for German.
  lb: setOf('an de den d ass e eng et ech fir mat mir op si vun vum'),
};

function setOf(words: string): Set<string> {
  return new Set(words.split(' '));
}

/** How far the best must be ahead: neighbours such as Spanish and Catalan are close in short texts. */
const leastLead = 0.15;

function isUnlikely(library: typeof eld, text: string, wanted: string): boolean {
  if (!Object.values(library.info().Languages).some((language) => primary(language) === wanted)) return false;
  const found = library.detect(text);
  if (!found.isReliable() || primary(found.language) === wanted || isOnlyNames(text, found.language)) return false;
  const scores = Object.entries(found.getScores());
  return scoreOf(scores, primary(found.language)) - scoreOf(scores, wanted) >= leastLead;
}

const scoreOf = (scores: [string, number][], wanted: string): number =>
  Math.max(0, ...scores.flatMap(([of, score]) => (primary(of) === wanted ? score : [])));

/** A list of names of programs sounds English, but without a single small word it is in no language. */
function isOnlyNames(text: string, language: string): boolean {
  const small = smallWords[language];
  return small !== undefined && !runsOfLetters(text).some((word) => small.has(word));
}
