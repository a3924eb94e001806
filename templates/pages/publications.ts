import type { ListedImage, ListedPublication } from '../../db/publication-lists.ts';
import type { Sentence } from '../../src/lib/sentence.ts';
import type { QuietHours } from '../../src/publishing/quiet-hours.ts';
import { buttonRow, linkButton, postButton } from '../components/button.ts';
import { pagination, table } from '../components/list.ts';
import { partial } from '../components/live.ts';
import { emptyState, type Meaning, notice, tag } from '../components/notice.ts';
import { speak, time } from '../components/sentence.ts';
import { attributes, type Content, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';
import { quietHoursLine } from './quiet-hours.ts';

/**
 * A publication that waits or is being written: why, and when it is expected; null while it waits for the person.
 * `canHurry`: she may have it published before. `isByHand`: she puts its texts in herself.
 */
export type QueuedView = ListedPublication & {
  expectedAt: number | null;
  why: Sentence;
  canHurry: boolean;
  isByHand: boolean;
};

export type PublicationsView = {
  queue: QueuedView[];
  ended: ListedPublication[];
  /** Connections whose warning is to be read first. */
  warnings: { connectionId: string; handle: string; href: string }[];
  /** When nothing of hers is published. */
  quietHours: QuietHours | undefined;
  olderHref: string | null;
  isFirstPage: boolean;
  nowMs: number;
};

/** What goes into posts and when, what has gone, and what could not. */
export function publicationsBody(words: Words, view: PublicationsView): Html {
  const isFirst = view.isFirstPage;
  return html`${isFirst && [waitingSection(words, view), quietHoursLine(words, view.quietHours)]}${endedSection(words, view)}
${pagination(words, { ...(view.olderHref && { older: view.olderHref }), ...(!isFirst && { newer: '/publications' }) })}`;
}

/** Both lists in a live message. The pages of older ones have their own address and do not change. */
export function publicationPartials(words: Words, view: PublicationsView): string {
  return String(
    html`${partial('#waiting', 'outerMorph', waitingSection(words, view))}${partial('#ended', 'outerMorph', endedSection(words, view))}`,
  );
}

function waitingSection(words: Words, { queue, warnings, nowMs }: PublicationsView): Html {
  const columns = [
    { heading: words.t('publications.post'), cell: (row: QueuedView) => postCell(words, row) },
    { heading: words.t('publications.pictures'), cell: ({ images }: QueuedView) => pictures(words, images) },
    { heading: words.t('publications.when'), cell: (row: QueuedView) => whenCell(words, row, nowMs) },
    { heading: words.t('publications.actions'), cell: (row: QueuedView) => actionsCell(words, row) },
  ];
  const notices = warnings.map(({ handle, href }) =>
    notice(words, {
      meaning: 'attention',
      sentence: { key: 'publishing.waitsForWarning', values: { handle } },
      action: html`<p><a href="${href}">${words.t('publishing.readWarning')}</a></p>`,
    }),
  );
  const list =
    queue.length === 0
      ? html`<h2>${words.t('publications.waiting')}</h2><p>${words.t('publications.nothingWaits')}</p>`
      : table(words.t('publications.waiting'), columns, queue);
  return html`<section id="waiting">${notices}${list}</section>`;
}

function endedSection(words: Words, { ended, queue, nowMs }: PublicationsView): Html {
  if (ended.length === 0) return html`<section id="ended">${queue.length === 0 && nothingYet(words)}</section>`;
  const columns = [
    { heading: words.t('publications.post'), cell: (row: ListedPublication) => postCell(words, row) },
    { heading: words.t('publications.pictures'), cell: ({ images }: ListedPublication) => pictures(words, images) },
    { heading: words.t('publications.outcome'), cell: (row: ListedPublication) => outcomeCell(words, row) },
    {
      heading: words.t('publications.ended'),
      cell: ({ finishedAt, createdAt }: ListedPublication) => time(words, finishedAt ?? createdAt, nowMs),
    },
    { heading: words.t('publications.actions'), cell: (row: ListedPublication) => againCell(words, row) },
  ];
  return html`<section id="ended">${table(words.t('publications.history'), columns, ended)}</section>`;
}

function nothingYet(words: Words): Html {
  const action = { href: '/inbox', label: words.t('publications.toInbox') };
  return emptyState({ title: words.t('publications.none'), text: words.t('publications.noneText'), action });
}

const excerptLength = 90;

function postCell(words: Words, { post, connection }: ListedPublication): Html {
  const characters = [...post.text];
  const isLong = characters.length > excerptLength;
  const excerpt = isLong ? `${characters.slice(0, excerptLength).join('').trimEnd()}…` : post.text;
  const lang = post.text && attributes({ lang: post.language });
  return html`<a href="${post.url}" rel="noreferrer" dir="auto"${lang}>${excerpt || words.t('publications.postOf', { date: words.date(post.postedAt) })}</a>
<span class="hint">@${connection.handle} · ${time(words, post.postedAt)}</span>`;
}

/** Small, each a way to its picture; the text it gets is in its name, so that links differ. */
function pictures(words: Words, images: ListedImage[]): Content {
  if (images.length === 0) return words.t('publications.noPicture');
  return html`<span class="thumbs">${images.map((image) => thumb(words, image))}</span>`;
}

function thumb(words: Words, { id, position, text, hasThumbnail }: ListedImage): Html {
  const name = words.t('publications.pictureNumber', { number: position + 1 });
  const label = text ? `${name}: ${text}` : name;
  const shown = hasThumbnail ? html`<img src="/pictures/${id}" alt="" loading="lazy" height="48">` : name;
  return html`<a class="thumb" href="/images/${id}" title="${text}" aria-label="${label}">${shown}</a>`;
}

function whenCell(words: Words, { expectedAt, why, state, attempts }: QueuedView, nowMs: number): Content {
  const isLater = expectedAt !== null && expectedAt > nowMs && state === 'waiting';
  const tries = attempts > 0 && html`<span class="hint">${words.t('publications.tries', { count: attempts })}</span>`;
  return [isLater && html`<strong>${time(words, expectedAt, nowMs)}</strong><br>`, speak(words, why), tries];
}

function actionsCell(words: Words, { id, post, state, canHurry, isByHand }: QueuedView): Content {
  if (state === 'publishing') return false;
  const byHand = linkButton({ href: `/posts/${post.id}/by-hand`, label: words.t('byHand.title') });
  const live = { target: '#waiting' };
  const now = postButton({
    action: `/posts/${post.id}/publication`,
    label: words.t('publications.publishNow'),
    tooltip: words.t('publications.publishNowTooltip'),
    live,
  });
  const cancel = postButton({
    action: `/publications/${id}/removal`,
    label: words.t('publications.takeBack'),
    tooltip: words.t('publications.takeBackTooltip'),
    kind: 'quiet',
    live,
  });
  return buttonRow(isByHand ? byHand : canHurry && now, cancel);
}

function outcomeCell(words: Words, { state, reason }: ListedPublication): Html {
  const [meaning, key] = outcomes[state];
  return html`${tag(meaning, words.t(key))}${reason && html`<br>${speak(words, reason)}`}`;
}

const outcomes: Record<ListedPublication['state'], [Meaning, string]> = {
  waiting: ['note', 'publications.stateWaiting'],
  publishing: ['note', 'publications.statePublishing'],
  published: ['good', 'publications.statePublished'],
  failed: ['wrong', 'publications.stateFailed'],
  conflict: ['attention', 'publications.stateConflict'],
  refused: ['attention', 'publications.stateRefused'],
  gone: ['attention', 'publications.stateGone'],
  cancelled: ['note', 'publications.stateCancelled'],
};

function againCell(words: Words, { id, state, images }: ListedPublication): Content {
  const [first] = images;
  if (state === 'conflict' && first) {
    return html`<a href="/images/${first.id}">${words.t('publications.choose')}</a>`;
  }
  if (images.some(({ canBePutBack }) => canBePutBack)) return putPostBack(words, id);
  const canTryAgain = state === 'failed' && images.some((image) => image.state === 'failed');
  if (!canTryAgain) return false;
  const label = words.t('publications.tryAgain');
  return postButton({ action: `/publications/${id}/retry`, label, live: { target: '#ended' } });
}

function putPostBack(words: Words, id: string): Html {
  const [label, tooltip] = [words.t('publications.putBack'), words.t('publications.putBackTooltip')];
  return postButton({
    action: `/publications/${id}/put-back`,
    label,
    tooltip,
    kind: 'quiet',
    live: { target: '#ended' },
  });
}
