import { html as honoHtml, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

/** Finished, escaped HTML. `c.html()` takes it as it is; `String(it)` is its text. */
export type Html = HtmlEscapedString;

/** What may stand in a template. `false`, `null` and `undefined` print nothing; strings are escaped. */
export type Content = Html | string | number | false | null | undefined | readonly Content[];

/** hono's tagged template, always synchronous: pages are functions of rows that have already been read. */
export function html(strings: TemplateStringsArray, ...values: Content[]): Html {
  const made = honoHtml(strings, ...values);
  if (made instanceof Promise) throw new TypeError('A template got a promise; await it before rendering.');
  return made;
}

/** Attributes with a leading space each. `true` prints the bare name; `false`, `null` and `undefined` print nothing. */
export function attributes(values: Record<string, string | number | boolean | null | undefined>): Html {
  const shown = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== false);
  const parts = shown.map(([name, value]) => (value === true ? ` ${name}` : html` ${raw(name)}="${value as string}"`));
  return raw(parts.join(''));
}

/** Text that is HTML already. Only for what the program itself has made. */
export { raw };
