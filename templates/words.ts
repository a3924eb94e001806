import { readdirSync, readFileSync } from 'node:fs';
import { createInstance } from 'i18next';
import type { Sentence } from '../src/lib/sentence.ts';
import { createFormats, type Formats, formatBytes } from './formats.ts';

export type Values = Record<string, string | number>;

/** A piece of a sentence: words, or a moment (UTC milliseconds) that a page shows as a `<time>`. */
export type SentencePart = string | { atMs: number };

/** Everything a template needs to speak one language. */
export type Words = Formats & {
  /** BCP 47, for the `lang` attribute. */
  language: string;
  direction: 'ltr' | 'rtl';
  /** The words of a key such as `review.title`; plurals are chosen by `values.count`. */
  t: (key: string, values?: Values) => string;
  /** A sentence as plain text, its moments as date and time with their zone. */
  sentence: (sentence: Sentence) => string;
  /** A sentence in pieces, so that its moments can become `<time>` elements. */
  parts: (sentence: Sentence) => SentencePart[];
};

export type WordsOptions = {
  /** Called for a key or a value that is missing; the text then shows the key. By default it throws, as tests want. */
  onMissing?: (what: string) => void;
  /** IANA time zone of times in plain text. Browsers show their own. */
  timeZone?: string;
};

const catalogueRoot = new URL('./words/', import.meta.url);
const fallbackLanguage = 'en';
/** Private-use characters around the milliseconds of a moment, between the catalogue and the page. */
const moment = /\uE000(\d+)\uE001/;
/** They mean something here, so that what others typed must not contain them. */
const reserved = /[\uE000-\uE002]/g;
/** What i18next is told to answer when it has no text. */
const absent = '\uE002';
const rememberedTexts = 5000;
/** Longer ones hold what somebody typed or a server said, and come once. */
const longestRemembered = 500;

/**
 * The word catalogue: every `words/<language>/<namespace>.json`. In a text `{{at, time}}` is a moment (UTC
 * milliseconds), `{{count, number}}` a number and `{{size, bytes}}` a size in the language's own manner.
 */
export function createWords(options: WordsOptions = {}): { languages: string[]; for: (language?: string) => Words } {
  const onMissing = options.onMissing ?? throwMissing;
  const resources = readCatalogue();
  const languages = Object.keys(resources);
  const i18n = createInstance();
  i18n.init({
    resources,
    fallbackLng: fallbackLanguage,
    ns: Object.keys(resources[fallbackLanguage] ?? {}),
    defaultNS: false,
    nsSeparator: '.',
    keySeparator: false,
    initAsync: false,
    interpolation: { escapeValue: false },
    parseMissingKeyHandler: () => absent,
    missingInterpolationHandler: (text: string, match: RegExpExecArray) => {
      onMissing(`${match[0]} in "${text}"`);
      return '';
    },
  });
  i18n.services.formatter?.add('bytes', (value, language = fallbackLanguage) => formatBytes(language, Number(value)));
  i18n.services.formatter?.add('time', (value) => `\uE000${Number(value)}\uE001`);

  const made = new Map<string, Words>();
  const speak = (language: string): Words => {
    const translate = i18n.getFixedT(language);
    const t = remember((key: string, values: Values = {}): string => {
      const text = translate(key, withoutReserved(values));
      if (text !== absent) return text;
      onMissing(key);
      return key;
    });
    const formats = createFormats(language, t, options.timeZone ?? 'UTC');
    const parts = ({ key, values }: Sentence) => splitMoments(t(key, values));
    return {
      ...formats,
      language,
      direction: directionOf(language),
      t,
      parts,
      sentence: (sentence) =>
        parts(sentence)
          .map((part) => (typeof part === 'string' ? part : formats.dateTime(part.atMs)))
          .join(''),
    };
  };

  return {
    languages,
    for: (wanted = fallbackLanguage) => {
      const language = closest(wanted, languages);
      const words = made.get(language) ?? speak(language);
      made.set(language, words);
      return words;
    },
  };
}

/** The last texts, since i18next takes some 10 µs for each and a page of pairs says the same things many times. */
function remember(translate: Words['t']): Words['t'] {
  const texts = new Map<string, string>();
  return (key, values) => {
    const name = values ? key + JSON.stringify(values) : key;
    const known = texts.get(name);
    if (known !== undefined) return known;
    if (texts.size >= rememberedTexts) texts.clear();
    const text = translate(key, values);
    if (name.length <= longestRemembered) texts.set(name, text);
    return text;
  };
}

function withoutReserved(values: Values): Values {
  const clean = (value: string | number) => (typeof value === 'string' ? value.replace(reserved, '') : value);
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, clean(value)]));
}

function readCatalogue(): Record<string, Record<string, Record<string, string>>> {
  const folders = readdirSync(catalogueRoot, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return Object.fromEntries(folders.map(({ name }) => [name, readLanguage(new URL(`${name}/`, catalogueRoot))]));
}

function readLanguage(folder: URL): Record<string, Record<string, string>> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return Object.fromEntries(
    files.map((file) => [file.slice(0, -'.json'.length), JSON.parse(readFileSync(new URL(file, folder), 'utf8'))]),
  );
}

function throwMissing(what: string): never {
  throw new Error(`The word catalogue has nothing for ${what}`);
}

/** `en-GB` → `en-GB` when there is one, else `en`, else the fallback. */
function closest(wanted: string, languages: string[]): string {
  const base = wanted.split('-')[0] ?? wanted;
  return [wanted, base].find((language) => languages.includes(language)) ?? fallbackLanguage;
}

function splitMoments(text: string): SentencePart[] {
  return text
    .split(moment)
    .map((piece, index) => (index % 2 === 1 ? { atMs: Number(piece) } : piece))
    .filter((part) => part !== '');
}

const rightToLeft = new Set(['ar', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi']);

function directionOf(language: string): 'ltr' | 'rtl' {
  return rightToLeft.has(language.split('-')[0] ?? '') ? 'rtl' : 'ltr';
}
