import { findQuotations, maskQuotations } from '../text/quotations.ts';
import { splitAtStops } from '../text/sentences.ts';
import { dropEmphasis } from './emphasis.ts';
import { agreementAlone, announcement, bareAnnouncement, label, offers, politeness } from './frame-words.ts';
import { dropThoughts } from './thoughts.ts';

/** Frames within frames: more than this nobody puts around a text, except to find out what happens. */
const mostFrames = 20;

/**
 * Takes off the frame that models put around a description: thoughts, fences, headings, offers, quotes, marks. Never a
 * word inside it: doubt and plain wording are worth more to a reader than polish. What is clean stays as it is.
 */
export function clean(raw: string): string {
  let text = raw.replace(/\r\n?/g, '\n').replace(invisible, '').trim();
  for (let frames = 0; frames < mostFrames; frames += 1) {
    const inner = steps.reduce((rest, step) => step(rest).trim(), text);
    if (inner === text) break;
    text = inner;
  }
  return text;
}

/**
 * Control characters, and those that turn the direction of what follows: nobody sees them, and they mislead. The marks
 * of direction and the joiners that scripts are written with stay.
 */
const invisible = /[\p{Cc}\u202A-\u202E\u2066-\u2069\uFEFF](?<![\t\n])/gu;

const steps = [
  dropFences,
  openJson,
  dropThoughts,
  unmarkLines,
  dropEmphasis,
  dropOpenings,
  dropOffers,
  joinLines,
  unwrap,
];

/** The lines that begin and end a code block, or its marks. Only a line's end shows that a word was its language. */
function dropFences(text: string): string {
  return text
    .replace(/^[ \t]*(?:```|~~~)[ \t]*(?:[\w+-]+[ \t]*)?$\n?/gm, '')
    .replace(/^```(?:json(?=\s*\{))?(?=[^`])/, '')
    .replace(/(?<=[^`])```$/, '');
}

/** What models call a text of theirs, the likeliest first. */
const textKeys = [/^alt/i, /description|caption/i, /text/i, /./];

/** JSON, also cut off within its text, of which one text is the description. */
function openJson(text: string): string {
  if (!text.startsWith('{')) return text;
  const texts = textsOf(text) ?? textsOf(`${text}"}`) ?? [];
  for (const key of textKeys) {
    const [only, more] = texts.filter(([name]) => key.test(name));
    if (only) return more ? text : only[1];
  }
  return text;
}

function textsOf(json: string): [string, string][] | undefined {
  try {
    return Object.entries(JSON.parse(json) as object).filter(([, value]) => typeof value === 'string');
  } catch {
    return undefined;
  }
}

/** Marks of headings, quotations, rules and lists. One line with a number is no list: `3. Oktober`. */
function unmarkLines(text: string): string {
  const lines = linesOf(text).map(({ line, isQuoted }) => ({ line: isQuoted ? line : withoutMarks(line), isQuoted }));
  const own = lines.filter(({ isQuoted }) => !isQuoted).map(({ line }) => line);
  const listMark = own.filter((line) => bullet.test(line)).length > 1 ? bullet : bulletOfWords;
  const numbers = own.flatMap((line) => numbered.exec(line.replace(listMark, ''))?.[1] ?? []).map(Number);
  const isNumbered = numbers.length > 1 && numbers.every((number, index) => number === index + 1);
  const unlist = (line: string) => line.replace(listMark, '').replace(isNumbered ? numbered : '', '');
  return lines.map(({ line, isQuoted }) => (isQuoted ? line : unlist(line))).join('\n');
}

/** Lines that begin within a quotation are as they stand in the picture, but not where it is a wrapping of the whole. */
function linesOf(text: string): { line: string; isQuoted: boolean }[] {
  const { outermost } = findQuotations(text);
  const isWhole = outermost[0]?.from === 0 && outermost[0].to >= text.length - 1;
  const quoted = maskQuotations(text, isWhole ? [] : outermost);
  let next = 0;
  return text.split('\n').map((line) => {
    const at = next;
    next += line.length + 1;
    return { line, isQuoted: quoted[at] === 1 };
  });
}

function withoutMarks(line: string): string {
  return line
    .replace(/^[ \t]{0,3}(?:#{1,6}[ \t]+(?![ \t\d]))+/, '')
    .replace(/^[ \t]{0,3}(?:>[ \t]+)+/, '')
    .replace(/^[ \t]*(?:-[ \t]*){3,}$|^[ \t]*(?:\*[ \t]*){3,}$|^[ \t]*(?:_[ \t]*){3,}$/, '');
}

const bullet = /^[ \t]*(?:[-*•][ \t]+)+/;
const bulletOfWords = /^[ \t]*(?:[-*•][ \t]+(?![ \t\d]))+/;
const numbered = /^[ \t]*(\d{1,2})[.)][ \t]+/;

function dropOpenings(text: string): string {
  let rest = text;
  for (let next = withoutOpening(rest); next !== undefined; next = withoutOpening(rest)) {
    // A text that is nothing but an opening is left for the rules to judge.
    if (!/[\p{L}\p{N}]/u.test(next)) break;
    rest = next;
  }
  return rest;
}

function withoutOpening(text: string): string | undefined {
  const polite = politeness.exec(text)?.[0] ?? '';
  const rest = text.slice(polite.length);
  const known = polite === '' ? [announcement, label] : [announcement, label, bareAnnouncement];
  const opening = known.map((pattern) => pattern.exec(rest)?.[0]).find((found) => found !== undefined);
  if (opening !== undefined) return rest.slice(opening.length);
  const agreed = agreementAlone.exec(text)?.[0];
  return agreed === undefined ? undefined : text.slice(agreed.length);
}

/** The last sentences, when they speak to the person who asked. In a quotation they speak to who reads the sign. */
function dropOffers(text: string): string {
  const quoted = maskQuotations(text);
  const stops = splitAtStops(text);
  let end = text.length;
  for (const last of stops.toReversed()) {
    const start = end - last.length;
    if (start === 0 || quoted[start] === 1 || !offers.test(last.trim())) break;
    end = start;
  }
  return text.slice(0, end);
}

const isolated = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー、。！？「」『』（）]/u;

/** Runs of plain spaces and ends of lines. Other spaces have their reasons: `10 000`, `« oui »`. */
function joinLines(text: string): string {
  return text.replace(/[ \t\n]+/g, (run, at: number) => {
    const isBetweenSigns =
      run.includes('\n') && isolated.test(text[at - 1] ?? '') && isolated.test(text[at + run.length] ?? '');
    return isBetweenSigns ? '' : ' ';
  });
}

const wrappings = ['""', "''", '“”', '„“', '„”', '«»', '»«', '‘’', '‚‘', '「」', '『』', '[]'];

/** In these the end may be that of another quotation, or inches: they have to be one quotation. */
const mixedWrapping = /^[“„].*"$/s;

/** The end of an answer in quotation marks may be missing. */
const opensAndNeverCloses = /^["“„«「]\S/;

/** Only one pair around the whole: in `"A" and "B"` the quotes belong to the text. */
function unwrap(text: string): string {
  const tag = /^<(p|answer|alt|alt_?text|caption|description|text)>([^<]*)<\/\1>$/i.exec(text)?.[2];
  if (tag !== undefined) return tag;
  const { outermost, lone: halves } = findQuotations(text);
  // Where another mark lacks its half too, the two may be one quotation in marks that do not match.
  const isOpenToTheEnd = outermost[0]?.to === text.length && halves.replace(/['‘’]/g, '') === text[0];
  if (opensAndNeverCloses.test(text) && isOpenToTheEnd) return text.slice(1);
  if (mixedWrapping.test(text) && outermost[0]?.to === text.length - 1) return text.slice(1, -1);
  const isWrapped = wrappings.some((pair) => text.startsWith(pair[0] ?? '') && text.endsWith(pair[1] ?? ''));
  const inner = text.slice(1, -1);
  if (!isWrapped || inner.trim() === '' || /[[\]]/.test(text.startsWith('[') ? inner : '')) return text;
  const { lone } = findQuotations(inner);
  return Array.from(text.slice(0, 1) + text.slice(-1)).some((mark) => lone.includes(mark)) ? text : inner;
}
