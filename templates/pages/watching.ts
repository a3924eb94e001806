import type { WatchRow } from '../../db/watches.ts';
import type { Sentence } from '../../src/lib/sentence.ts';
import { button, buttonRow, linkButton } from '../components/button.ts';
import { type ConnectionName, connectionChip } from '../components/connection.ts';
import { checkbox, errorSummary, fieldGroup, input, select } from '../components/field.ts';
import { facts } from '../components/list.ts';
import { notice } from '../components/notice.ts';
import { speak, time } from '../components/sentence.ts';
import { type Content, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';

/** The wish as a form has it: what was typed, or what is saved. */
export type WatchValues = {
  isWatching: boolean;
  patienceMinutes: string;
  nightlyPictures: string;
  nightHour: string;
  publishesUnasked: boolean;
  model: string;
};

export type WatchingView = {
  connection: ConnectionName;
  values: WatchValues;
  /** By the name of the field. */
  errors: Record<string, Sentence>;
  /** Names of the models there are. */
  models: string[];
  watch: Pick<WatchRow, 'lastLookAt' | 'nextLookAt' | 'nextNightAt' | 'archiveDoneAt' | 'lookError'> | null;
  /** The scheduled run at work, or the last one there was. */
  latestRun: { id: string; createdAt: number; sentence: Sentence } | null;
  isExpired: boolean;
  lookMinutes: number;
  /** Of the machine that Altwright runs on, as in `Europe/Berlin`. */
  timeZone: string;
  nowMs: number;
};

/** What is described for a connection without being asked: how it stands, and what the person wants. */
export function watchingBody(words: Words, view: WatchingView): Html {
  const { connection, errors } = view;
  return html`<p class="lead">${words.t('watching.lead')} ${connectionChip(connection)}</p>${standing(words, view)}
<form class="form" method="post" action="/connections/${connection.id}/watching" novalidate>
${errorSummary(words, inFormOrder(errors))}${newPostsFields(words, view)}${archiveFields(words, view)}
${modelField(words, view)}${publishingField(words, view)}
${buttonRow(
  button({ label: words.t('watching.save'), kind: 'primary' }),
  linkButton({ href: `/settings/connections/${connection.id}`, label: words.t('watching.toSettings') }),
)}</form>`;
}

function standing(words: Words, { watch, latestRun, isExpired, nowMs }: WatchingView): Content {
  if (!watch) return false;
  const { lookError, lastLookAt, nextLookAt, nextNightAt, archiveDoneAt } = watch;
  const at = (atMs: number | null) => atMs !== null && time(words, atMs, nowMs);
  const expected = (atMs: number | null) => !isExpired && atMs !== null && time(words, Math.max(atMs, nowMs), nowMs);
  const rows: [Content, Content][] = [
    [words.t('watching.lastLook'), at(lastLookAt)],
    [words.t('watching.nextLook'), expected(nextLookAt)],
    [words.t('watching.nextNight'), expected(nextNightAt)],
    [words.t('watching.archiveThrough'), at(archiveDoneAt)],
    [words.t('watching.latestRun'), latestRun && latestRunLine(words, latestRun)],
  ];
  const trouble = isExpired ? { key: 'watching.expired' } : lookError?.sentence;
  const shown = rows.some(([, value]) => value !== false && value !== null);
  return [trouble && notice(words, { meaning: 'attention', sentence: trouble }), shown && facts(rows)];
}

function latestRunLine(words: Words, { id, createdAt, sentence }: NonNullable<WatchingView['latestRun']>): Html {
  return html`<a href="/tasks/${id}">${time(words, createdAt)}</a>. ${speak(words, sentence)}`;
}

function newPostsFields(words: Words, view: WatchingView): Html {
  const watching = checkbox(words, {
    ...named(view, 'isWatching'),
    label: words.t('watching.isWatching'),
    hint: words.t('watching.isWatchingHint', { count: view.lookMinutes }),
    checked: view.values.isWatching,
  });
  const patience = numberField(words, view, 'patienceMinutes', { max: 10_080, unit: words.t('watching.minutes') });
  return fieldGroup(words.t('watching.newPosts'), watching, patience);
}

function archiveFields(words: Words, view: WatchingView): Html {
  const pictures = numberField(words, view, 'nightlyPictures', { max: 2000, unit: words.t('watching.pictures') });
  const hour = numberField(words, view, 'nightHour', { max: 23, unit: view.timeZone });
  return fieldGroup(words.t('watching.archive'), pictures, hour);
}

type NumberName = 'patienceMinutes' | 'nightlyPictures' | 'nightHour';

const numberKeys: Record<NumberName, [label: string, hint: string]> = {
  patienceMinutes: ['watching.patience', 'watching.patienceHint'],
  nightlyPictures: ['watching.nightly', 'watching.nightlyHint'],
  nightHour: ['watching.hour', 'watching.hourHint'],
};

function numberField(words: Words, view: WatchingView, name: NumberName, limits: { max: number; unit: string }): Html {
  const [label, hint] = numberKeys[name];
  return input(words, {
    ...named(view, name),
    ...{ label: words.t(label), hint: words.t(hint), value: view.values[name] },
    ...{ type: 'number', inputmode: 'numeric', min: 0, required: true },
    ...limits,
  });
}

function modelField(words: Words, view: WatchingView): Content {
  const { models, values, errors } = view;
  if (models.length === 0) {
    return errors.model && html`<p class="field-error" id="model" tabindex="-1">${words.sentence(errors.model)}</p>`;
  }
  const options = models.map((value) => ({ value, label: value }));
  return select(words, { ...named(view, 'model'), label: words.t('watching.model'), options, value: values.model });
}

function publishingField(words: Words, view: WatchingView): Html {
  const field = checkbox(words, {
    ...named(view, 'publishesUnasked'),
    label: words.t('watching.publishesUnasked'),
    hint: words.t('watching.publishesUnaskedHint'),
    checked: view.values.publishesUnasked,
  });
  return fieldGroup(words.t('watching.publishing'), field);
}

function named({ errors }: WatchingView, name: keyof WatchValues) {
  return { name, error: errors[name] };
}

const order = ['isWatching', 'patienceMinutes', 'nightlyPictures', 'nightHour', 'model', 'publishesUnasked'];

function inFormOrder(errors: WatchingView['errors']): { id: string; error: Sentence }[] {
  return order.flatMap((id) => (errors[id] ? [{ id, error: errors[id] }] : []));
}
