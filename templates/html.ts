import { raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

/** Finished, escaped HTML. `c.html()` takes it as it is; `String(it)` is its text. */
export type Html = HtmlEscapedString;

/** What may stand in a template. `false`, `null` and `undefined` print nothing; strings are escaped. */
export type Content = Html | string | number | false | null | undefined | readonly Content[];

/**
 * A tagged template whose values are escaped, in hono's own type of finished HTML. Like hono's tag but always
 * synchronous and, by plain joining of strings, several times as fast: a review page has some thousand of these.
 */
export function html(strings: TemplateStringsArray, ...values: Content[]): Html {
  let text = strings[0] ?? '';
  for (let index = 0; index < values.length; index++) text += print(values[index]) + strings[index + 1];
  return raw(text);
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
  return raw(text);
}

/** Text that is HTML already. Only for what the program itself has made. */
export { raw };

function print(value: Content): string {
  if (typeof value === 'string') return escapeText(value);
  if (value === undefined || value === null || value === false) return '';
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(print).join('');
  return isFinished(value) ? String(value) : escapeText(String(value));
}

/** Finished HTML is a String object with a mark; to the types it is a string. */
function isFinished(value: object): boolean {
  return 'isEscaped' in value;
}

const special = /[&<>"']/;
const specials = /[&<>"']/g;
const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeText(text: string): string {
  return special.test(text) ? text.replace(specials, (character) => escapes[character] ?? character) : text;
}
