import type { ReviewItem } from '../../db/review.ts';
import { button, buttonRow } from '../components/button.ts';
import { captionText } from '../components/caption.ts';
import { checkbox, choices, input, select } from '../components/field.ts';
import { languageOptions } from '../components/language.ts';
import { picture } from '../components/picture.ts';
import { type Content, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';
import { canBeAsked, longestHint } from './again.ts';
import { describedWhere, type ModelsView, modelOption, modelTrouble } from './models.ts';
import { pictureOf } from './review-pair.ts';
import { lengthOptions } from './run-settings.ts';

export type AgainFormView = {
  item: ReviewItem;
  models: ModelsView;
  /** The model that is chosen unless the person chooses another. */
  model: string;
  returnTo: string;
};

/** Asking the model about one picture once more, with every choice there is. */
export function againFormBody(words: Words, view: AgainFormView): Html {
  const { item, returnTo } = view;
  const shown = picture(words, pictureOf(words, item));
  const text = item.text && captionText(item.text, item.language);
  const standing = text && html`<h2>${words.t('desk.standing')}</h2>${text}`;
  const back = html`<p><a href="${returnTo}">${words.t('desk.backToPicture')}</a></p>`;
  const beside = html`<div class="stack">${standing}${asking(words, view)}</div>`;
  return html`${back}<div class="pair">${shown}${beside}</div>`;
}

function asking(words: Words, view: AgainFormView): Content {
  const { item, models, returnTo } = view;
  if (!canBeAsked(item)) return html`<p>${words.t('review.isNotReady')}</p>`;
  const here = `/images/${item.id}/wish?${new URLSearchParams({ returnTo }).toString()}`;
  return modelTrouble(words, models, here) || form(words, view);
}

function form(words: Words, view: AgainFormView): Html {
  const { item, returnTo } = view;
  const hint = input(words, {
    ...{ name: 'hint', maxlength: longestHint, autocomplete: 'off' },
    ...{ label: words.t('desk.hint'), hint: words.t('desk.hintExample') },
  });
  const language = select(words, {
    ...{ name: 'language', label: words.t('desk.language') },
    options: languageOptions(words, words.t('desk.languageAsUsual'), null),
  });
  const row = buttonRow(button({ label: words.t('desk.send'), kind: 'primary' }));
  return html`<form class="stack" method="post" action="/images/${item.id}/wish">
<input type="hidden" name="returnTo" value="${returnTo}">${hint}${lengthField(words)}${language}${modelField(words, view)}
${item.text !== '' && scratchField(words)}${row}</form>`;
}

function lengthField(words: Words): Html {
  const options = [{ value: '', label: words.t('desk.lengthAsUsual') }, ...lengthOptions(words)];
  return choices(words, { name: 'length', label: words.t('desk.length'), options, value: '' });
}

function modelField(words: Words, { models, model }: AgainFormView): Content {
  if (models.overview.kind !== 'ready') return false;
  const options = models.overview.models.map(({ name }) => modelOption(words, models, name));
  const hint = describedWhere(words, models);
  return select(words, { name: 'model', label: words.t('generate.model'), hint, options, value: model });
}

function scratchField(words: Words): Html {
  const texts = { label: words.t('desk.fromScratch'), hint: words.t('desk.fromScratchHint') };
  return checkbox(words, { name: 'fromScratch', ...texts });
}
