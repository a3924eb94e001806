import { attributes, type Content, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';

/** Rows of pairs, separated by space. New ones are appended to `#ID` by live messages. */
export function pairs(rows: Content, id = 'pairs'): Html {
  return html`<div class="pairs" id="${id}">${rows}</div>`;
}

/** Names and their values: facts about one thing. Rows without a value are left out. */
export function facts(rows: [name: Content, value: Content][]): Html {
  const shown = rows.filter(([, value]) => value !== undefined && value !== null && value !== false);
  return html`<dl class="facts">${shown.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

export type Column<Row> = {
  heading: string;
  cell: (row: Row) => Content;
  /** Numbers stand under each other. */
  isNumber?: boolean;
};

/**
 * A table; on phones each row becomes a small block with its headings beside the values. The roles stay said outright
 * because browsers drop a table's meaning when its boxes change.
 */
export function table<Row>(caption: string, columns: Column<Row>[], rows: readonly Row[]): Html {
  const heads = columns.map(
    ({ heading, isNumber }) => html`<th role="columnheader" scope="col"${number(isNumber)}>${heading}</th>`,
  );
  const cells = (row: Row) =>
    columns.map(
      ({ heading, cell, isNumber }) =>
        html`<td role="cell" data-heading="${heading}"${number(isNumber)}><span>${cell(row)}</span></td>`,
    );
  return html`<table class="table" role="table"><caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${heads}</tr></thead>
<tbody role="rowgroup">${rows.map((row) => html`<tr role="row">${cells(row)}</tr>`)}</tbody></table>`;
}

/** Links to the pages before and after this one. Nothing when there is only this one. */
export function pagination(words: Words, links: { newer?: string; older?: string; summary?: Content }): Html | false {
  const { newer, older, summary } = links;
  if (!newer && !older) return false;
  return html`<nav class="pagination" aria-label="${words.t('components.pages')}">
${newer && html`<a class="button button-plain" rel="prev" href="${newer}" aria-keyshortcuts="[">${words.t('components.newer')}</a>`}
${summary && html`<span>${summary}</span>`}
${older && html`<a class="button button-plain" rel="next" href="${older}" aria-keyshortcuts="]">${words.t('components.older')}</a>`}</nav>`;
}

/** Something to open and read when wanted. */
export function disclosure(summary: Content, content: Content, isOpen = false): Html {
  return html`<details class="disclosure"${attributes({ open: isOpen })}><summary>${summary}</summary><div>${content}</div></details>`;
}

function number(isNumber: boolean | undefined): Html {
  return attributes({ class: isNumber && 'number' });
}
