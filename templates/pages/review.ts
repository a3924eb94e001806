import type { Sentence } from '../../src/lib/sentence.ts';
import { button } from '../components/button.ts';
import { pagination, pairs } from '../components/list.ts';
import { partial } from '../components/live.ts';
import { emptyState, notice } from '../components/notice.ts';
import { attributes, type Content, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';
import { type PairView, reviewPair } from './review-pair.ts';

/** One way of looking at the list: which pictures, how many of them, and where that is. */
export type FilterLink = { href: string; label: string; count?: number | undefined; isCurrent: boolean };

/** What is approved at one go: the drafts of a list as they were at `shownAtMs` (UTC milliseconds). */
export type ApproveAllView = {
  /** The drafts of the list; `cap` stands for "so many or more". */
  count: number;
  cap: number;
  shownAtMs: number;
  taskId?: string | undefined;
  connectionId?: string | undefined;
  returnTo: string;
};

export type ReviewView = {
  /** The run whose pictures these are. */
  runHref: string | null;
  /** By connection; empty while there is only one. */
  sources: FilterLink[];
  /** By state. */
  filters: FilterLink[];
  /** Approved pictures wait until their person has read what publishing does there. */
  warnings: { connectionId: string; handle: string }[];
  approveAll: ApproveAllView | null;
  rows: PairView[];
  olderHref: string | null;
  newestHref: string | null;
  /** Said where no picture is in the list. */
  empty: { title: string; text: string; action?: { href: string; label: string } };
};

/** Pictures beside their captions, newest post first: the Inbox, or those of one run. */
export function reviewBody(words: Words, view: ReviewView): Html {
  const { rows, olderHref, newestHref } = view;
  const links = { ...(olderHref && { older: olderHref }), ...(newestHref && { newer: newestHref }) };
  const back = view.runHref && html`<p><a href="${view.runHref}">${words.t('inbox.backToRun')}</a></p>`;
  return html`${back}${filterNav(words.t('inbox.connections'), view.sources)}${filterNav(words.t('inbox.states'), view.filters)}
${view.warnings.map((warning) => warningNotice(words, warning))}
${view.approveAll && approveAllForm(words, view.approveAll)}
${rows.length === 0 ? emptyState(view.empty) : pairs(rows.map((row) => reviewPair(words, row)))}
${pagination(words, links)}`;
}

function filterNav(label: string, links: FilterLink[]): Content {
  if (links.length === 0) return false;
  const items = links.map(({ href, label: text, count, isCurrent }) => {
    const own = attributes({ 'aria-current': isCurrent && 'page' });
    return html`<li><a href="${href}"${own}>${text}${count !== undefined && html` <span class="count">${count}</span>`}</a></li>`;
  });
  return html`<nav class="filters" aria-label="${label}"><ul>${items}</ul></nav>`;
}

function warningNotice(words: Words, { connectionId, handle }: ReviewView['warnings'][number]): Html {
  const sentence: Sentence = { key: 'publishing.waitsForWarning', values: { handle } };
  const action = html`<p><a href="/connections/${connectionId}/publishing-warning?next=%2Finbox">${words.t('publishing.readWarning')}</a></p>`;
  return notice(words, { meaning: 'attention', sentence, action });
}

/** The one form that decides about many; says how many, and leaves for the person what she should look at. */
export function approveAllForm(words: Words, view: ApproveAllView): Html {
  const { count, cap, shownAtMs, taskId, connectionId, returnTo } = view;
  const fields = { shownAt: shownAtMs, taskId, connectionId, returnTo };
  const hidden = Object.entries(fields).map(
    ([name, value]) => value !== undefined && html`<input type="hidden" name="${name}" value="${value}">`,
  );
  const label = words.t(count >= cap ? 'inbox.approveVeryMany' : 'inbox.approveMany', { count });
  const form = html`<form method="post" action="/approvals">${hidden}${button({ label })}
<p class="hint">${words.t('inbox.approveManyHint')}</p></form>`;
  return html`<div id="approve-all">${count > 0 && form}</div>`;
}

/** The same in a live answer: one draft less. */
export function approveAllPartial(words: Words, view: ApproveAllView): Html {
  return partial('#approve-all', 'outerHTML', approveAllForm(words, view));
}
