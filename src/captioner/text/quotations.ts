/** Where a quotation stands: the places of its two marks. One that is never closed reaches to the end of the text. */
export type Quotation = { from: number; to: number };

export type Quotations = {
  /** In order, without those inside another. */
  outermost: Quotation[];
  /** The marks that lack their other half, one after the other. */
  lone: string;
};

type Open = { at: number; mark: string; closers: string };

/**
 * What closes each opening mark. `“` opens in English and closes in German, `»` the other way round than in French. Models
 * often close either with a straight mark.
 */
const closersOf: Record<string, string> = {
  '"': '"',
  "'": "'",
  '“': '”"',
  '„': '“”"',
  '‘': '’',
  '‚': '‘’',
  '«': '»',
  '»': '«',
  '‹': '›',
  '›': '‹',
  '「': '」',
  '『': '』',
};

const marks = /["'“”„‘’‚«»‹›「」『』]/g;
const unsure = /["'’»«›‹]/;
/** One of these that is never closed is an apostrophe, as in '90s. */
const apostrophe = /['‘‚]/;
const letter = /[\p{L}\p{N}]/u;
const withoutSpaces = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー、。]/u;

/** Deeper than this nobody quotes; and a text of nothing but opening marks is still read in one go. */
const deepest = 3;

/** Finds the quotations of any style. Apostrophes, inches, and the marks within Hebrew abbreviations are none. */
export function findQuotations(text: string): Quotations {
  const found: Quotation[] = [];
  const open: Open[] = [];
  let lone = '';
  for (const { 0: mark, index: at } of text.matchAll(marks)) {
    const before = text[at - 1] ?? ' ';
    const after = text[at + 1] ?? ' ';
    const opener = canClose(mark, before, after) ? findOpener(open, text, at) : -1;
    if (opener >= 0) {
      const [closed, ...within] = open.splice(opener);
      found.push({ from: closed?.at ?? at, to: at });
      lone += within.map((one) => one.mark).join('');
    } else if (canOpen(mark, before, after) || isBeforeLines(text, at)) {
      open.push({ at, mark, closers: closersOf[mark] ?? '' });
    } else if (!isPartOfWord(mark, before, after)) {
      lone += mark;
    }
  }
  const toTheEnd = open.filter(({ mark }) => !apostrophe.test(mark)).map(({ at }) => ({ from: at, to: text.length }));
  return { outermost: withoutInner([...found, ...toTheEnd]), lone: lone + open.map(({ mark }) => mark).join('') };
}

/** For each place of a text, whether it stands inside one of the quotations. */
export function maskQuotations(text: string, quotations = findQuotations(text).outermost): Uint8Array {
  const mask = new Uint8Array(text.length + 1);
  for (const { from, to } of quotations) mask.fill(1, from + 1, to);
  return mask;
}

function findOpener(open: Open[], text: string, place: number): number {
  const mark = text[place] ?? '';
  const first = Math.max(0, open.length - deepest);
  for (let at = open.length - 1; at >= first; at -= 1) {
    const one = open[at];
    if (one?.closers.includes(mark) && (mark !== '"' || one.mark === '"' || isStandIn(text, one, place))) return at;
  }
  return -1;
}

/** Longer than this no quotation goes on behind a sign of inches in it. */
const mostAfterInches = 300;

/** Whether a straight mark closes a curved one: `„Halt" ruft`, but not the inches in `“5" nails”`. */
function isStandIn(text: string, { at, mark }: Open, place: number): boolean {
  if (place === at + 1) return false;
  if (!/\p{N}/u.test(text[place - 1] ?? '')) return true;
  const next = /[“”„]/.exec(text.slice(place + 1, place + mostAfterInches))?.[0];
  return next === undefined || next === mark;
}

/** Marks whose shape does not tell open at the beginning of a word. Between signs without spaces they may do both. */
function canOpen(mark: string, before: string, after: string): boolean {
  if (!(mark in closersOf)) return false;
  if (!unsure.test(mark) || mark === '«' || mark === '‹') return true;
  if (/\s/.test(after)) return false;
  return /[\s([{"'“„«‚‘\-–—:/¿¡]/.test(before) || withoutSpaces.test(before);
}

/** `A list reads: "`, and what it reads begins on the next line. */
const isBeforeLines = (text: string, at: number): boolean =>
  text[at] === '"' && text[at + 1] === '\n' && /[:：] ?$/.test(text.slice(Math.max(0, at - 2), at));

function canClose(mark: string, before: string, after: string): boolean {
  if (!unsure.test(mark)) return true;
  if (letter.test(after) && !withoutSpaces.test(after)) return false;
  return mark === '»' || mark === '›' || !/\s/.test(before);
}

function isPartOfWord(mark: string, before: string, after: string): boolean {
  const isInch = /["'”’]/.test(mark) && /\p{N}/u.test(before);
  return isInch || (/["'’‘]/.test(mark) && letter.test(before) && letter.test(after));
}

function withoutInner(quotations: Quotation[]): Quotation[] {
  const outermost: Quotation[] = [];
  for (const one of quotations.sort((a, b) => a.from - b.from)) {
    if (one.from > (outermost.at(-1)?.to ?? -1)) outermost.push(one);
  }
  return outermost;
}
