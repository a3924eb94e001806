import type { Words } from '../words.ts';
import type { Option } from './field.ts';

/** Languages that small models write well enough to be offered; a post's own may be any. */
export const offeredLanguages = [
  ...['ar', 'ca', 'cs', 'da', 'de', 'el', 'en', 'es', 'eu', 'fa', 'fi', 'fr', 'gl', 'he', 'hi', 'hu', 'id', 'it', 'ja'],
  ...['ko', 'nb', 'nl', 'pl', 'pt', 'ro', 'ru', 'sv', 'th', 'tr', 'uk', 'vi', 'zh'],
];

/** For each language Altwright speaks: asking takes some 3 µs and making one 13 µs, and a page names fifty. */
const namesByLanguage = new Map<string, (tag: string) => string | undefined>();

/**
 * A language (BCP 47) as the reader's own names it. Servers pass on what people's programs say, which may be no language
 * at all and stays as it is.
 */
export function languageName(words: Words, tag: string): string {
  try {
    return namesIn(words.language)(tag) ?? tag;
  } catch {
    return tag;
  }
}

function namesIn(ownLanguage: string): (tag: string) => string | undefined {
  const known = namesByLanguage.get(ownLanguage);
  if (known) return known;
  const names = new Intl.DisplayNames(ownLanguage, { type: 'language' });
  const offered = new Map(offeredLanguages.map((tag) => [tag, names.of(tag)]));
  const nameOf = (tag: string) => offered.get(tag) ?? names.of(tag);
  namesByLanguage.set(ownLanguage, nameOf);
  return nameOf;
}

/** A choice of languages by name; the first, empty one leaves it to the post. `chosen` is among them even where it is rare. */
export function languageOptions(words: Words, none: string, chosen: string | null): Option[] {
  const tags = chosen && !offeredLanguages.includes(chosen) ? [...offeredLanguages, chosen] : offeredLanguages;
  const named = tags.map((value) => ({ value, label: languageName(words, value) }));
  return [{ value: '', label: none }, ...named.sort((a, b) => a.label.localeCompare(b.label, words.language))];
}
