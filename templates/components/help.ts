import { type Html, html } from '../html.ts';
import type { Words } from '../words.ts';
import { dialog } from './dialog.ts';

/**
 * The keys. The moves below work on every page with pairs; a script adds what the page's own buttons and links say in
 * `aria-keyshortcuts`, so the list is always the truth.
 */
export function helpDialog(words: Words): Html {
  const moves: [keys: string, what: string][] = [
    ['J', words.t('layout.keyNext')],
    ['K', words.t('layout.keyPrevious')],
    ['E', words.t('layout.keyEdit')],
    ['Escape', words.t('layout.keyLeave')],
    ['?', words.t('layout.keys')],
  ];
  const rows = moves.map(([keys, what]) => html`<div><dt><kbd>${keys}</kbd></dt><dd>${what}</dd></div>`);
  return dialog(words, {
    id: 'help',
    title: words.t('layout.keys'),
    content: html`<dl class="facts keys" data-keys>${rows}</dl>
<p class="field-check"><input type="checkbox" id="single-keys" checked data-single-keys>
<label for="single-keys">${words.t('layout.singleKeys')}</label></p>`,
  });
}
