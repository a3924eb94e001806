/**
 * A sentence for a person, not yet in any language: a key of the word catalogue and the values to fill in.
 *
 * Everything that a person may read is passed around and stored in this form (errors, events, reasons of a wait), and
 * becomes words only where a page is rendered. That is why a stored reason can be shown in another language later.
 */
export type Sentence = { key: string; values?: Record<string, string | number> };

/** Makes a sentence: `say('errors.unreachable', { host: 'example.org' })`. Keys look like `namespace.name`. */
export function say(key: string, values?: Record<string, string | number>): Sentence {
  return values ? { key, values } : { key };
}
