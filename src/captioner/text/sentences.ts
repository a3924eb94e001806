import { countCharacters } from '../../lib/characters.ts';
import { maskQuotations } from './quotations.ts';

/**
 * The sentences of a text with the spaces between them; joined they are the text again. An abbreviation or a number
 * with a full stop ends none, nor does anything within a quotation.
 */
export function splitSentences(text: string): string[] {
  const quoted = maskQuotations(text);
  const sentences: string[] = [];
  let begun = '';
  let at = 0;
  for (const segment of splitAtStops(text)) {
    begun += segment;
    at += segment.length;
    if (quoted[at] === 1 || goesOn(segment, text.charAt(at))) continue;
    sentences.push(begun);
    begun = '';
  }
  return begun === '' ? sentences : [...sentences, begun];
}

/** A text at everything that looks like the end of a sentence, joined the text again. */
export function splitAtStops(text: string): string[] {
  return Array.from(new Intl.Segmenter(undefined, { granularity: 'sentence' }).segment(text), ({ segment }) => segment);
}

/** What has a full stop without being the end: `3. Oktober`, `Dr. Who`, `z. B.`, `J. S. Bach`. */
const stopsShort =
  /(?<![\p{L}\p{N}/:.,°–-])(?:\p{N}{1,2}|\p{L}|mr|mrs|ms|dr|prof|sr|sra|srta|jr|st|str|no|nr|núm|num|fig|abb|vol|vs|etc|approx|ca|bzw|inkl|max|min|tel|av|avda|mme|mlle|env|art|pág|pag|p\.ej|e\.g|i\.e|d\.h|z\.b|u\.a)\.\s*$/iu;

/** `"Stop!" says a sign`: what was exclaimed in a quotation is part of a sentence that goes on. */
function goesOn(segment: string, next: string): boolean {
  if (next === '') return false;
  return stopsShort.test(segment) || /\p{Ll}/u.test(next) || (/[」』]$/.test(segment) && /\p{L}/u.test(next));
}

const endOfSentence = /[.!?…‥。．｡！？؟۔।։።។။](?:[\s\u00a0\u202f]?[)\]"'”“’‘»«›‹」』）］】》〉])*\u200f?$/u;

export function endsLikeASentence(text: string): boolean {
  return endOfSentence.test(text.trim());
}

/** The text itself when it is complete and short enough; otherwise up to its last full sentence, or else word. */
export function fitWithin(text: string, limit: number, isCutOff: boolean): { text: string; wasCut: boolean } {
  const isComplete = !isCutOff || endsLikeASentence(text);
  if (isComplete && countCharacters(text) <= limit) return { text, wasCut: false };
  const whole = wholeSentences(text, limit);
  if (whole !== '') return { text: whole, wasCut: true };
  const signs = wholeSigns(text, limit - 1);
  const words = /\s/.test(signs) && isWithinWord(text, signs.length) ? signs.replace(/\s+\S*$/, '') : signs;
  return { text: `${words.trimEnd()}…`, wasCut: true };
}

function wholeSentences(text: string, limit: number): string {
  let kept = '';
  for (const sentence of splitSentences(text)) {
    if (countCharacters((kept + sentence).trim()) > limit || !endsLikeASentence(sentence)) break;
    kept += sentence;
  }
  return kept.trim();
}

/** As many signs as fit, none torn from its accents or joiners. */
function wholeSigns(text: string, limit: number): string {
  let kept = '';
  let length = 0;
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)) {
    length += countCharacters(segment);
    if (length > limit) break;
    kept += segment;
  }
  return kept;
}

const isWithinWord = (text: string, at: number): boolean => at < text.length && !/\s/.test(text[at] ?? ' ');
