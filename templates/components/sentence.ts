import type { Sentence } from '../../src/lib/sentence.ts';
import { type Html, html } from '../html.ts';
import type { Words } from '../words.ts';

/**
 * A moment. Browsers show it in the person's own time zone, with `relativeTo` as a distance ("3 minutes ago") that
 * stays true, the exact time on hover and for screen readers.
 */
export function time(words: Words, atMs: number, relativeTo?: number): Html {
  const exact = words.dateTime(atMs);
  const iso = new Date(atMs).toISOString();
  if (relativeTo === undefined) return html`<time datetime="${iso}">${exact}</time>`;
  return html`<time datetime="${iso}" title="${exact}" data-relative>${words.relative(atMs, relativeTo)}</time>`;
}

/** A sentence with its moments as `<time>`. */
export function speak(words: Words, sentence: Sentence): Html {
  const parts = words.parts(sentence).map((part) => (typeof part === 'string' ? part : time(words, part.atMs)));
  return html`${parts}`;
}
