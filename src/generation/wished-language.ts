/** Languages that a wish may name, and those in which it may name them. */
const languages = [
  ...['ar', 'ca', 'cs', 'da', 'de', 'el', 'en', 'es', 'eu', 'fa', 'fi', 'fr', 'gl', 'he', 'hi', 'hu', 'id', 'it', 'ja'],
  ...['ko', 'nl', 'no', 'pl', 'pt', 'ro', 'ru', 'sv', 'th', 'tr', 'uk', 'vi', 'zh'],
];
const spoken = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'ja'];

let tags: Map<string, string> | undefined;

function tagsByName(): Map<string, string> {
  const namesOf = (tag: string) =>
    [...spoken, tag].map((speaker) => new Intl.DisplayNames([speaker], { type: 'language' }).of(tag));
  tags ??= new Map(languages.flatMap((tag) => namesOf(tag).map((name) => [(name ?? tag).toLowerCase(), tag])));
  return tags;
}

const betweenWishes = /[.,;:!?、。！]|\s(?:and|und|et|y|e|en)\s(?=(?:in|auf|en|em)\s)/iu;
const inLanguage = /^(?:(?:please|bitte|por favor)\s)?(?:in|auf|en|em|in het)\s(\p{L}+)$|^(\p{L}+)で$/iu;

/** The language that a wish such as `shorter, in German` asks for. Within a sentence it may be that of a sign. */
export function languageWishedIn(hint: string): string | undefined {
  for (const wish of hint.split(betweenWishes)) {
    const named = inLanguage.exec(wish.trim());
    const tag = named && tagsByName().get((named[1] ?? named[2] ?? '').toLowerCase());
    if (tag) return tag;
  }
  return undefined;
}
