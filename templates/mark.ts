import { type Html, html } from './html.ts';

/** The mark: a picture frame whose lower right corner turns into a text cursor. It takes the colour of its text. */
export function mark(): Html {
  return html`<svg class="mark" viewBox="0 0 32 32" width="24" height="24" aria-hidden="true" focusable="false">
<path d="M25 11V3.5H3.5V25H16"/><path d="M21 14.5q4 0 4 3.5v8q0 3.5-4 3.5M29 14.5q-4 0-4 3.5v8q0 3.5 4 3.5"/></svg>`;
}
