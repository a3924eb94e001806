import type { Sentence } from '../../src/lib/sentence.ts';
import type { Wish } from '../../src/tasks/wishes.ts';
import { button, buttonRow, linkButton, postButton } from '../components/button.ts';
import { captionWithin } from '../components/caption.ts';
import { choices, errorSummary, input, select } from '../components/field.ts';
import { announce, partial } from '../components/live.ts';
import { type LabelState, pair } from '../components/pair.ts';
import { type Content, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';
import { longestHint } from './again.ts';
import { describedWhere, type ModelsView, modelOption, modelTrouble } from './models.ts';
import { lengthOptions } from './run-settings.ts';

const acceptedTypes = 'image/jpeg,image/png,image/webp,image/gif,image/avif,image/tiff';

export type TryFormView = {
  models: ModelsView;
  model: string;
  /** Makes sure that a form sent twice is one wish. */
  ticket: string;
  megabytes: number;
  hint: string;
  length: string;
  error: Sentence | undefined;
};

/** Choosing a picture to be described and not kept. */
export function tryFormBody(words: Words, view: TryFormView): Html {
  const trouble = modelTrouble(words, view.models, '/try');
  return html`<p>${words.t('desk.tryLead')}</p>${trouble || form(words, view)}`;
}

function form(words: Words, { models, model, ticket, megabytes, hint, length, error }: TryFormView): Html {
  const file = input(words, {
    ...{ name: 'picture', type: 'file', required: true, accept: acceptedTypes },
    ...{ label: words.t('desk.picture'), hint: words.t('desk.pictureHint', { megabytes }), error },
  });
  const wish = input(words, {
    ...{ name: 'hint', value: hint, maxlength: longestHint, autocomplete: 'off' },
    ...{ label: words.t('desk.hint'), hint: words.t('desk.hintExample') },
  });
  const howLong = choices(words, {
    ...{ name: 'length', label: words.t('desk.length'), value: length },
    options: lengthOptions(words).map(({ value, label }) => ({ value, label })),
  });
  return html`<form class="form" method="post" action="/try" enctype="multipart/form-data">
${errorSummary(words, error ? [{ id: 'picture', error }] : [])}<input type="hidden" name="ticket" value="${ticket}">
${file}${wish}${howLong}${modelField(words, models, model)}${buttonRow(button({ label: words.t('desk.try'), kind: 'primary' }))}</form>`;
}

function modelField(words: Words, models: ModelsView, model: string): Content {
  if (models.overview.kind !== 'ready') return false;
  const options = models.overview.models.map(({ name }) => modelOption(words, models, name));
  const hint = describedWhere(words, models);
  return select(words, { name: 'model', label: words.t('generate.model'), hint, options, value: model });
}

export type TriedView = { wish: Wish; textSoFar: string; nowMs: number };

/** The picture with what the model makes of it. */
export function triedBody(words: Words, view: TriedView): Html {
  return html`<p class="hint">${words.t('desk.notKept')}</p>${triedPair(words, view)}`;
}

export function triedPair(words: Words, view: TriedView): Html {
  const { wish, nowMs } = view;
  const { id, picture, model } = wish;
  const about = model !== null && words.t('desk.by', { model });
  const label = { imageId: id, nowMs, about, state: stateOf(view), buttons: buttonsOf(words, wish) };
  const name = words.t('desk.pictureName');
  if (!picture) return pair(words, { ...label, picture: { name, isMissing: wish.endedAtMs !== null } });
  const { width, height, thumbhash } = picture;
  return pair(words, { ...label, picture: { name, width, height, thumbhash, src: `/try/${id}/picture` } });
}

/** The same in a live message; the end is said as well. */
export function triedPartial(words: Words, view: TriedView): Html {
  const { id, state, text, language, reason } = view.wish;
  const said = state === 'drafted' ? captionWithin(text, language) : reason && words.sentence(reason);
  return html`${partial(`#image-${id}`, 'outerMorph', triedPair(words, view))}${said && announce(said)}`;
}

function stateOf({ wish, textSoFar }: TriedView): LabelState {
  switch (wish.state) {
    case 'waiting':
      return { kind: 'waiting' };
    case 'working':
      return { kind: 'writing', text: textSoFar, lang: wish.language };
    case 'failed':
      return { kind: 'failed', reason: wish.reason ?? { key: 'errors.unexpected' } };
    case 'cancelled':
      return { kind: 'failed', reason: { key: 'desk.stopped' } };
    default:
      return { kind: 'drafted', text: wish.text, lang: wish.language, findings: wish.findings };
  }
}

function buttonsOf(words: Words, { id, state }: Wish): Content {
  if (state === 'waiting' || state === 'working') {
    return postButton({ action: `/try/${id}/removal`, label: words.t('desk.stop'), keys: 'X' });
  }
  const another = linkButton({ href: '/try', label: words.t('desk.tryAnother'), keys: 'O' });
  return [state === 'drafted' && copyButton(words, id), another];
}

/** Only a script can reach the clipboard. */
function copyButton(words: Words, id: string): Html {
  return html`<button type="button" class="button button-primary" hidden data-copies="#label-${id} .caption" data-copied="${words.t('desk.copied')}" aria-keyshortcuts="Y" title="${words.t('desk.copy')} (Y)">${words.t('desk.copy')}</button>`;
}
