/** Whether a tag (BCP 47) names a language: not the codes for an unknown one, for several or for none. */
export function isKnownLanguage(tag: string | null | undefined): tag is string {
  return !!tag && !/^(und|mul|zxx|mis)\b/i.test(tag);
}

/** The language of a tag without its region or script: `de` of `de-AT`. Servers write it with an underscore too. */
export function primaryLanguage(tag: string): string {
  return tag.toLowerCase().split(/[-_]/)[0] ?? '';
}
