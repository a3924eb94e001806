/** Finished, escaped HTML. `String(it)` is its text. */
export class Html {
  readonly text: string;

  /** Only for text that is HTML already, which the program itself has made. */
  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** What may stand in a template. `false`, `null` and `undefined` print nothing; strings are escaped. */
export type Content = Html | string | number | false | null | undefined | readonly Content[];

/**
 * A tagged template whose values are escaped. Like hono's tag but always synchronous and, by plain joining of strings,
 * several times as fast: a review page has some thousand of these.
 */
export function html(strings: TemplateStringsArray, ...values: Content[]): Html {
  let text = strings[0] ?? '';
  for (let index = 0; index < values.length; index++) text += print(values[index]) + strings[index + 1];
  return new Html(text);
}

/** Attributes with a leading space each. `true` prints the bare name; `false`, `null` and `undefined` print nothing. */
export function attributes(values: Record<string, string | number | boolean | null | undefined>): Html {
  let text = '';
  for (const name in values) {
    const value = values[name];
    if (value === true) text += ` ${name}`;
    else if (value !== undefined && value !== null && value !== false)
      text += ` ${name}="${escapeText(String(value))}"`;
  }
  return new Html(text);
}

function print(value: Content): string {
  if (value instanceof Html) return value.text;
  if (typeof value === 'string') return escapeText(value);
  if (value === undefined || value === null || value === false) return '';
  return typeof value === 'number' ? String(value) : printAll(value);
}

function printAll(values: readonly Content[]): string {
  let text = '';
  for (const value of values) text += print(value);
  return text;
}

const special = /[&<>"']/;
const specials = /[&<>"']/g;
const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeText(text: string): string {
  return special.test(text) ? text.replace(specials, (character) => escapes[character] ?? character) : text;
}
