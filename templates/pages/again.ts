import type { ReviewItem } from '../../db/review.ts';
import type { Wish } from '../../src/tasks/wishes.ts';
import { button, postButton } from '../components/button.ts';
import { captionText, captionWithin, captionWords } from '../components/caption.ts';
import { input } from '../components/field.ts';
import { type Live, partial } from '../components/live.ts';
import { speak } from '../components/sentence.ts';
import { type Content, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';

/** A wish about a picture and the words of the model so far. */
export type AgainWish = Pick<Wish, 'state' | 'text' | 'language' | 'reason'> & { textSoFar: string };

export type AgainView = {
  item: ReviewItem;
  nowMs: number;
  returnTo: string;
  /** The last one about this picture, open or over. */
  wish?: AgainWish | undefined;
};

/** The longest hint; longer ones are cut before the model sees them. */
export const longestHint = 300;

const askable: ReviewItem['state'][] = ['found', 'prepared', 'drafted', 'failed', 'described'];

/** Whether the model can be asked; elsewhere the decision stands. */
export const canBeAsked = ({ state }: ReviewItem): boolean => askable.includes(state);

/** What asking is called: again, where there is a text. */
export function askingName(words: Words, { text, state }: ReviewItem): string {
  return words.t(text !== '' || state === 'described' ? 'desk.askAgain' : 'desk.ask');
}

/**
 * Asking the model about one picture, beside its label and never in it: what the person has typed there stays, whatever
 * the model says meanwhile.
 */
export function again(words: Words, view: AgainView): Html {
  return html`<div class="again" id="again-${view.item.id}" data-as-of="${asOf(view)}">${inside(words, view)}</div>`;
}

/**
 * The same in a live message. While the person fills in the form, it is left alone; a form that is on its way is not: a
 * wish that ends at once would be told before the answer to it.
 */
export function againPartial(words: Words, view: AgainView): Html {
  const beingFilledIn = 'details[open] .button:not(.htmx-request)';
  return partial(`#again-${view.item.id}:not(:has(${beingFilledIn}))`, 'outerMorph', again(words, view));
}

/** Within a millisecond a wish can go on; what comes later in its life is the newer. */
function asOf({ nowMs, wish }: AgainView): number {
  if (!wish || wish.state === 'waiting') return nowMs;
  return nowMs + (wish.state === 'working' ? 0.25 : 0.5);
}

/** Where the words of a new draft appear: its id among the elements that show words. */
export const againWordsId = (imageId: string) => `again-${imageId}`;

/** What is said once a wish is over, to who cannot see it; nothing before. */
export function againNews(words: Words, { state, reason, text, language }: AgainWish): Content {
  if (state === 'failed' && reason) return words.sentence(reason);
  if (state !== 'drafted' && state !== 'kept') return false;
  return html`${words.t('desk.newDraft')} ${captionWithin(text, language)}`;
}

function inside(words: Words, view: AgainView): Content {
  const { item, wish } = view;
  if (wish?.state === 'waiting') {
    return [html`<p class="state">${words.t('desk.waiting')}</p>`, look(words, item), stop(words, view)];
  }
  if (wish?.state === 'working') {
    const soFar = captionWords(againWordsId(item.id), wish.textSoFar, wish.language);
    return [html`<p class="state">${words.t('desk.writing')}</p>`, soFar, look(words, item), stop(words, view)];
  }
  return [wish && whatBecame(words, view, wish), canBeAsked(item) && form(words, view)];
}

function whatBecame(words: Words, { item }: AgainView, { state, reason, text, language }: AgainWish): Content {
  const shown = () => captionText(text, language);
  if (state === 'failed' && reason) {
    return html`<p class="again-failed"><strong>${words.t('desk.failed')}</strong> ${speak(words, reason)}</p>`;
  }
  if (state === 'cancelled') return html`<p class="state">${words.t('desk.stopped')}</p>`;
  if (state === 'kept' || item.text !== text) {
    const where = html`<a href="/images/${item.id}">${words.t('desk.amongTexts')}</a>`;
    return [html`<p class="state">${words.t(state === 'kept' ? 'desk.kept' : 'desk.wasDraft')} ${where}</p>`, shown()];
  }
  return html`<p class="state">${words.t('desk.drafted')}</p>
<div class="again-untaken"><p class="state">${words.t('desk.untaken')}</p>${shown()}</div>`;
}

function form(words: Words, { item, returnTo }: AgainView): Html {
  const label = askingName(words, item);
  const action = addressOf(item);
  const hint = input(words, {
    ...{ name: 'hint', id: `hint-${item.id}`, maxlength: longestHint, autocomplete: 'off' },
    ...{ label: words.t('desk.hint'), hint: words.t('desk.hintExample') },
  });
  return html`<details class="disclosure"><summary aria-keyshortcuts="G" title="${label} (G)">${label}</summary>
<form method="post" action="${action}"><input type="hidden" name="returnTo" value="${returnTo}">${hint}
${button({ label: words.t('desk.send'), id: `ask-${item.id}`, action, live: liveIn(item) })}
<p><a href="${action}?${new URLSearchParams({ returnTo }).toString()}">${words.t('desk.more')}</a></p></form></details>`;
}

function stop(words: Words, { item, returnTo }: AgainView): Html {
  const action = `${addressOf(item)}/removal`;
  return postButton({ action, label: words.t('desk.stop'), fields: { returnTo }, live: liveIn(item) });
}

/** Where no script brings the news. */
function look(words: Words, { id }: ReviewItem): Html {
  return html`<noscript><p><a href="/images/${id}">${words.t('desk.look')}</a></p></noscript>`;
}

const addressOf = ({ id }: ReviewItem) => `/images/${id}/wish`;
const liveIn = ({ id }: ReviewItem): Live => ({ target: `#again-${id}` });
