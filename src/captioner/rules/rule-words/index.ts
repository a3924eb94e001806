import { primaryLanguage } from '../../../lib/language-tag.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { it } from './it.ts';
import { ja } from './ja.ts';
import { nl } from './nl.ts';
import { pt } from './pt.ts';
import type { RuleWords } from './rule-words.ts';

const languages: Record<string, RuleWords> = { en, de, fr, es, it, pt, nl, ja };

/** The patterns for a text of a language (BCP 47); none where its words are not known. */
export function patternsFor(language: string | undefined, of: keyof RuleWords): RegExp[] {
  return languages[primaryLanguage(language ?? '')]?.[of] ?? [];
}

/** The patterns of every language, for what is wrong in whichever it is said. */
export function patternsOfAll(of: keyof RuleWords): RegExp[] {
  return Object.values(languages).flatMap((words) => words[of]);
}
