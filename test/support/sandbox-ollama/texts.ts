import { createHash } from 'node:crypto';
import { type Table, type Theme, tables } from './sentences.ts';

const languageNames: [RegExp, string][] = [
  [/\bgerman\b|\bdeutsch\b/i, 'de'],
  [/\bfrench\b|\bfran[cç]ais\b/i, 'fr'],
  [/\bspanish\b|\bespañol\b/i, 'es'],
  [/\bjapanese\b|日本語/i, 'ja'],
];

/** What stands between tags and asks for nothing. Instructions name the tags too, without closing them. */
const data = /<(post|other|read|names|earlier)>(?:(?!<\1>)[\s\S])*?<\/\1>/g;

/** The language a prompt asks for by name, such as "in German"; English otherwise. */
export function languageAskedFor(given: string): string {
  const prompt = given.replace(data, ' ');
  const found = /\b(?:in|to|language:)\s+([\p{L}]+)/giu;
  const asked = [...prompt.matchAll(found)].map(([, word]) => word ?? '').join(' ');
  return languageNames.find(([name]) => name.test(asked))?.[1] ?? 'en';
}

const themeWords: [RegExp, Theme][] = [
  [/astronaut|space ?suit|raumanzug|宇宙/i, 'astronaut'],
  [/camera|tripod|kamera|stativ|appareil photo|カメラ/i, 'camera'],
  [/\bcats?\b|katze|\bchat\b|猫/i, 'cat'],
  [/coffee|espresso|kaffee|café|コーヒー/i, 'coffee'],
  [/galax|hubble|\bstars?\b|sterne|étoile|銀河|星/i, 'galaxies'],
  [/rocket|rakete|fusée|launch pad|ロケット/i, 'rocket'],
];

/** Posts that say what they show help the sandbox model to say something true; a real one needs them less. */
function themeOf(prompt: string): Theme | undefined {
  const post = prompt.match(data)?.find((part) => part.startsWith('<post>')) ?? '';
  return themeWords.find(([pattern]) => pattern.test(post))?.[1];
}

/** How a language says what stands in the picture. */
const reading: Record<string, [string, string]> = {
  en: [' It reads "', '".'],
  de: [' Darauf steht „', '“.'],
  fr: [' On y lit « ', ' ».'],
  es: [' Se lee «', '».'],
  ja: ['「', '」と書かれている。'],
};

/** What the prompt says was read in the picture. A model overlooks it now and then, until it is told to copy it. */
function readIn(prompt: string, hash: Buffer): string {
  const given = prompt.match(data)?.find((part) => part.startsWith('<read>'));
  if (given === undefined || (hash.readUInt8(8) % 8 === 0 && !prompt.includes('Copy every one'))) return '';
  const [before, after] = reading[languageAskedFor(prompt)] ?? (reading.en as [string, string]);
  const lines = given.replace(/<\/?read>/g, '').replaceAll('\n', ' ');
  return `${before}${prompt.includes('too long to copy') ? lines.split(' ').slice(0, 8).join(' ') : lines}${after}`;
}

/**
 * One or two sentences of 80 to 200 characters, and what was read in the picture. The same picture, model and seed (`key`), asked in the same language
 * about a post of the same theme, always get the same words.
 */
export function describe(key: string, prompt: string): string {
  const table = tables[languageAskedFor(prompt)] ?? (tables.en as Table);
  const theme = themeOf(prompt);
  const hash = createHash('sha256').update(key).digest();
  const pick = (list: string[], at: number): string => list[hash.readUInt32BE(at) % list.length] as string;
  const seen = theme
    ? pick(table.themes[theme], 0)
    : [pick(table.subjects, 0), pick(table.details, 4)].join(table.join);
  return `${seen}${readIn(prompt, hash)}`;
}

/** The text that a prompt wants to be shorter, in as many of its sentences, or else words, as it may have. */
export function shortened(prompt: string): string | undefined {
  const [, most, text = ''] = /at most (\d+) characters\.\n<text>([\s\S]*)<\/text>/.exec(prompt) ?? [];
  if (most === undefined) return undefined;
  const parts = (pattern: RegExp, room: number) =>
    (text.match(pattern) ?? []).reduce((kept, part) => (kept.length + part.length <= room ? kept + part : kept), '');
  return parts(/[^.。]+[.。]\s*/g, Number(most)).trim() || `${parts(/\S+\s*/g, Number(most) - 1).trim()}.`;
}

/** What somebody who asks once more tells a model; another wish brings another text. */
export function wishesIn(prompt: string): string[] {
  return [...prompt.matchAll(/<(earlier|wish)>([\s\S]*?)<\/\1>/g)].map(([, , said = '']) => said);
}

/** A text in the pieces a model would say it in: a word with the space before it, or two signs where there are none. */
export function toTokens(text: string): string[] {
  if (/\s/.test(text.trim())) return text.match(/\s*\S+|\s+$/g) ?? [];
  return Array.from(text.match(/.{1,2}/gsu) ?? []);
}
