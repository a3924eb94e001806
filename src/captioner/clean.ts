/**
 * Takes off the frame that models put around a description: thoughts, fences, headings, offers, quotes, marks. Never a
 * word inside it: doubt and plain wording are worth more to a reader than polish.
 */
export function clean(raw: string): string {
  return steps.reduce((text, step) => step(text), raw.replace(/\r\n?/g, '\n').replace(invisible, '')).trim();
}

/** Control characters, and those that turn the direction of what follows: nobody sees them, and they mislead. */
const invisible = /[\p{Cc}\u202A-\u202E\u2066-\u2069](?<![\t\n])/gu;

const steps = [
  dropThoughts,
  unwrapFence,
  dropPreambles,
  flattenMarkdown,
  dropPreambles,
  joinLines,
  dropOffers,
  unquote,
  dropPreambles,
];

/** Also a block that was never closed, and one whose beginning the server swallowed. */
function dropThoughts(text: string): string {
  return text
    .replace(/<(think|thinking|thought|reasoning)>[\s\S]*?(<\/\1>|$)/gi, '')
    .replace(/^[\s\S]*<\/(think|thinking|thought|reasoning)>/i, '')
    .trim();
}

/** A code block around the whole, or JSON with one text in it. */
function unwrapFence(text: string): string {
  const whole = text.trim();
  const isFenced = whole.length >= 6 && whole.startsWith('```') && whole.endsWith('```');
  const inner = isFenced
    ? whole
        .slice(3, -3)
        .replace(/^[a-z]*/i, '')
        .trim()
    : text;
  return onlyTextOfJson(inner) ?? inner;
}

function onlyTextOfJson(text: string): string | undefined {
  if (!/^\s*\{[\s\S]*\}\s*$/.test(text)) return undefined;
  try {
    const texts = Object.values(JSON.parse(text) as object).filter((value) => typeof value === 'string');
    return texts.length === 1 ? texts[0] : undefined;
  } catch {
    return undefined;
  }
}

/** Openings per language: en, de, fr, es, it, pt, nl, ja. Only what ends in a colon, or is pure politeness. */
const preambles = [
  /^(sure|certainly|of course|absolutely|okay|ok|gerne|natürlich|bien sûr|claro|certo)\b\s*[!,.:：]\s*/i,
  /^(here(['’]s| is| are)|hier (ist|sind|is)|voici|aquí (está|tienes)|ecco|aqui está)\b[^:：.\n]{0,90}[:：]\s*/i,
  /^\W{0,3}(alt[ -]?text|image description|picture description|description|caption|alternativtext|alt-?tekst|bildbeschreibung|texte alternatif|texto alternativo|testo alternativo|descripción|descrizione)\W{0,3}[:：]\W{0,2}\s+/i,
  /^(代替テキスト|画像の説明|説明文?|以下は[^:：\n]{0,40})[:：]\s*/,
];

function dropPreambles(text: string): string {
  let rest = text.trim();
  for (let rounds = 0; rounds < 3; rounds += 1) {
    rest = preambles.reduce((shorter, pattern) => shorter.replace(pattern, ''), rest).trim();
  }
  // A text that was nothing but an opening is left for the rules to judge.
  return rest === '' ? text : rest;
}

/** Marks go, the words between them stay. A pattern that begins at a line ends there: many empty lines are read once. */
function flattenMarkdown(text: string): string {
  return text
    .replace(/^\s{0,3}#{1,6}\s+/gm, '')
    .replace(/^[ \t]*(?:[-*•]|\d{1,2}[.)])\s+/gm, '')
    .replace(/^[ \t]*>\s+/gm, '')
    .replace(/^[ \t]*([-*_])(?:[ \t]*\1){2,}[ \t]*$/gm, '')
    .replace(/(\*\*|__)(?=\S)([\s\S]*?\S)\1/g, '$2')
    .replace(/(^|[\s(])([*_])(?=\S)([^*_\n]*\S)\2(?=$|[\s).,;:!?])/g, '$1$3')
    .replace(/`([^`\n]+)`/g, '$1');
}

function joinLines(text: string): string {
  return text.replace(/[\s\u00a0]+/g, ' ').trim();
}

const offers =
  /^(let me know|would you like|do you want me|feel free|i hope|hope this|if you (need|would like|want)|is there anything|sag mir|lass mich wissen|möchten sie|wenn sie (möchten|weitere)|n['’]hésitez pas|souhaitez-vous|dites-moi|¿quieres|¿te gustaría|他に|必要であれば)/i;

/** The last sentences, when they speak to the person who asked. */
function dropOffers(text: string): string {
  const sentences = splitSentences(text);
  while (sentences.length > 1 && offers.test(sentences.at(-1)?.trim() ?? '')) sentences.pop();
  return sentences.join('').trim();
}

const quotePairs = new Map([
  ['"', '"'],
  ["'", "'"],
  ['“', '”'],
  ['„', '“'],
  ['«', '»'],
  ['‘', '’'],
  ['「', '」'],
]);

/** Only one pair around the whole: in `"A" and "B"` the quotes belong to the text. */
function unquote(text: string): string {
  const close = quotePairs.get(text[0] ?? '');
  if (close === undefined || text.length < 3 || !text.endsWith(close)) return text;
  const inner = text.slice(1, -1);
  return inner.includes(close) || inner.includes(text[0] ?? '') ? text : inner.trim();
}

/** The sentences of a text with the spaces between them; joined they are the text again. */
export function splitSentences(text: string): string[] {
  return Array.from(new Intl.Segmenter(undefined, { granularity: 'sentence' }).segment(text), ({ segment }) => segment);
}

const endOfSentence = /[.!?…。！？؟।][)"'”’»」』]*$/u;

export function endsLikeASentence(text: string): boolean {
  return endOfSentence.test(text.trim());
}

/** Length as people and servers count it: Unicode code points. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}

/** The text itself when it is complete and short enough; otherwise up to its last full sentence, or else word. */
export function fitWithin(text: string, limit: number, isCutOff: boolean): { text: string; wasCut: boolean } {
  const isComplete = !isCutOff || endsLikeASentence(text);
  if (isComplete && lengthOf(text) <= limit) return { text, wasCut: false };
  const whole = wholeSentences(text, limit);
  if (whole !== '') return { text: whole, wasCut: true };
  const letters = Array.from(text)
    .slice(0, Math.max(0, limit - 1))
    .join('');
  const words = /\s/.test(letters) && isWithinWord(text, letters.length) ? letters.replace(/\s+\S*$/, '') : letters;
  return { text: `${words.trimEnd()}…`, wasCut: true };
}

function wholeSentences(text: string, limit: number): string {
  let kept = '';
  for (const sentence of splitSentences(text)) {
    if (lengthOf((kept + sentence).trim()) > limit || !endsLikeASentence(sentence)) break;
    kept += sentence;
  }
  return kept.trim();
}

const isWithinWord = (text: string, at: number): boolean => at < text.length && !/\s/.test(text[at] ?? ' ');
