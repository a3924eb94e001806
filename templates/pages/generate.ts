import type { Preview } from '../../src/generation/look-first.ts';
import type { Sentence } from '../../src/lib/sentence.ts';
import { button, buttonRow, linkButton } from '../components/button.ts';
import { type ConnectionName, connectionChip } from '../components/connection.ts';
import { errorSummary, select } from '../components/field.ts';
import { table } from '../components/list.ts';
import { announce } from '../components/live.ts';
import { emptyState, notice } from '../components/notice.ts';
import { type Content, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';
import {
  describedWhere,
  type ModelsView,
  modelOption,
  modelTrials,
  modelTrouble,
  moreModels,
  pullStatus,
  readingHint,
} from './models.ts';
import { inFormOrder, kindFields, lengthFields, mostPostsField, onceFields, type RunFields } from './run-settings.ts';
import { wordingFields } from './wording-fields.ts';

export type GenerateView = RunFields & {
  connection: ConnectionName;
  models: ModelsView;
  /** The chosen model's name. */
  model: string;
  /** The person's run that is under way, if any. */
  activeRunId: string | null;
  /** Why nothing was started, where no single field is to blame. */
  problem: Sentence | null;
  preview: PreviewView | null;
};

/** What a run would find. The estimate is null until the model has described something. */
export type PreviewView = Preview & { model: string; estimateMs: number | null };

/** Everything about starting a run. */
export function generateBody(words: Words, view: GenerateView): Html {
  return html`${modelTrouble(words, view.models, '/generate')}${pullStatus(words, view.models.pull, view.models.isAdministrator)}
${generateForm(words, view)}${tryLink(words)}${modelTrials(words, view.models)}
${moreModels(words, view.models)}${readingHint(words, view.models)}`;
}

/** The form with what a look found. */
export function generateForm(words: Words, view: GenerateView): Html {
  return html`<form class="form" id="generate" method="post" action="/tasks" novalidate>
<input type="hidden" name="connectionId" value="${view.connection.id}">
${errorSummary(words, inFormOrder(words, view.errors))}${trouble(words, view)}
<p class="for-connection">${words.t('generate.for')} ${connectionChip(view.connection)}</p>
${modelField(words, view)}${mostPostsField(words, view)}
${onceFields(words, view)}${kindFields(words, view)}${lengthFields(words, view)}${wordingFields(words, view)}
${buttonRow(startButton(words), lookButton(words))}
<p class="hint looking" role="status">${words.t('generate.looking')}</p>
${previewPart(words, view.preview)}</form>`;
}

/** Somebody without a connection. */
export function noConnectionBody(words: Words): Html {
  const action = { href: '/connections/new', label: words.t('connections.connect') };
  const empty = { title: words.t('generate.noConnection'), text: words.t('generate.noConnectionText'), action };
  return html`${emptyState(empty)}${tryLink(words)}`;
}

function tryLink(words: Words): Html {
  return html`<p><a href="/try">${words.t('generate.tryOne')}</a></p>`;
}

function trouble(words: Words, { activeRunId, problem }: GenerateView): Content {
  const action =
    activeRunId && html`<p>${linkButton({ href: `/tasks/${activeRunId}`, label: words.t('generate.toRun') })}</p>`;
  if (problem) return notice(words, { meaning: 'wrong', sentence: problem, action });
  return activeRunId && notice(words, { meaning: 'note', sentence: { key: 'generate.hasActive' }, action });
}

function modelField(words: Words, { models, model, errors }: GenerateView): Content {
  const { overview } = models;
  const error = errors.model;
  if (overview.kind !== 'ready') {
    return error && html`<p class="field-error" id="model" tabindex="-1">${words.sentence(error)}</p>`;
  }
  const options = overview.models.map(({ name, parameterSize, sizeBytes }) =>
    modelOption(words, models, name, [parameterSize, sizeBytes > 0 ? words.bytes(sizeBytes) : '']),
  );
  const hint = describedWhere(words, models);
  return select(words, { name: 'model', label: words.t('generate.model'), hint, options, value: model, error });
}

function startButton(words: Words): Html {
  return button({ label: words.t('generate.start'), kind: 'primary' });
}

function lookButton(words: Words): Html {
  return button({
    label: words.t('generate.look'),
    tooltip: words.t('generate.lookHint'),
    action: '/generate/preview',
    live: { target: '#generate' },
  });
}

/** The same in a live answer; what was found is said as well. */
export function generateAnswer(words: Words, view: GenerateView): Html {
  return html`${generateForm(words, view)}${view.preview && announce(foundWords(words, view.preview))}`;
}

function foundWords(words: Words, { images, posts, estimateMs, model }: PreviewView): string {
  if (images === 0) return words.t('generate.foundNothing');
  const time =
    estimateMs === null
      ? words.t('generate.noEstimate', { model })
      : words.t('generate.estimate', { model, time: words.duration(estimateMs) });
  return `${words.t('generate.found', { count: images, posts })} ${time}`;
}

function previewPart(words: Words, preview: PreviewView | null): Content {
  if (!preview) return false;
  const { months, isComplete } = preview;
  return html`<section class="preview" id="preview" aria-labelledby="preview-title"><h2 id="preview-title">${words.t('generate.previewTitle')}</h2>
<p>${foundWords(words, preview)}</p>${sayingNothing(words, preview)}${!isComplete && html`<p>${words.t('generate.incomplete')}</p>`}
${months.length > 0 && monthTable(words, months)}<p class="hint">${words.t('generate.nothingDone')}</p></section>`;
}

/** Offered apart: a description is never taken for missing unasked. */
function sayingNothing(words: Words, { sayingNothing: count }: PreviewView): Content {
  return count > 0 && html`<p>${words.t('generate.sayingNothing', { count })}</p>`;
}

function monthTable(words: Words, months: Preview['months']): Html {
  const columns = [
    {
      heading: words.t('generate.month'),
      cell: ({ month }: Preview['months'][number]) => words.month(Date.parse(`${month}-15`)),
    },
    {
      heading: words.t('generate.posts'),
      cell: ({ posts }: Preview['months'][number]) => words.number(posts),
      isNumber: true,
    },
    {
      heading: words.t('generate.pictures'),
      cell: ({ images }: Preview['months'][number]) => words.number(images),
      isNumber: true,
    },
  ];
  return table(words.t('generate.byMonth'), columns, months);
}
