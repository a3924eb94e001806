import { type Content, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';
import { button } from './button.ts';

/** A dialog; a button with `opens: id` shows it, Escape and its own button close it. */
export function dialog(words: Words, props: { id: string; title: string; content: Content }): Html {
  const { id, title, content } = props;
  return html`<dialog class="dialog" id="${id}" aria-labelledby="${id}-title">
<header><h2 id="${id}-title">${title}</h2>${button({ label: words.t('components.close'), kind: 'quiet', closes: id })}</header>
${content}</dialog>`;
}
