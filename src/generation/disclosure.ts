import { wantedLanguage } from '../captioner/rules/finding.ts';
import { countCharacters } from '../lib/characters.ts';
import { primaryLanguage } from '../lib/language-tag.ts';
import type { CaptionSettings } from './settings.ts';

/** Says in the language of a description that a model wrote it. Short: it is heard with every picture. */
const notes: Record<string, string> = {
  en: 'Described by AI.',
  de: 'Von einer KI beschrieben.',
  fr: 'Décrit par une IA.',
  es: 'Descrito por una IA.',
  it: 'Descritto da un’IA.',
  pt: 'Descrito por uma IA.',
  nl: 'Beschreven door een AI.',
  ja: 'AIによる説明です。',
};

export type Disclosure = CaptionSettings['disclosure'];

/** The note for a language (BCP 47); English where there is none in its own. */
export function noteIn(language: string | null): string {
  const primary = primaryLanguage(language ?? 'en');
  return notes[primary] ?? 'Described by AI.';
}

/** A text with the note before or after it; where its language is not known, in the one it seems to be in. */
export function disclose(text: string, where: Disclosure, language: string | null): string {
  if (where === 'off') return text;
  const note = noteIn(wantedLanguage({ language, postText: text }) ?? null);
  return where === 'before' ? `${note} ${text}` : `${text} ${note}`;
}

/** A text without the note, in whatever language and on whichever side it stood. */
export function withoutNote(text: string): string {
  for (const note of Object.values(notes)) {
    if (text.startsWith(`${note} `)) return text.slice(note.length + 1);
    if (text.endsWith(` ${note}`)) return text.slice(0, -note.length - 1);
  }
  return text;
}

/** How much of a server's limit the note takes, in code points; where the language is not known, at most. */
export function roomForNote(where: Disclosure, language: string | null): number {
  if (where === 'off') return 0;
  const known = wantedLanguage({ language, postText: null });
  const possible = known === undefined ? Object.values(notes) : [noteIn(known)];
  return Math.max(...possible.map(countCharacters)) + 1;
}
