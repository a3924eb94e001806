import { table } from '../components/list.ts';
import { partial } from '../components/live.ts';
import { time } from '../components/sentence.ts';
import { type Html, html } from '../html.ts';
import type { Words } from '../words.ts';

export type HelperView = {
  name: string;
  version: string;
  state: 'working' | 'ready' | 'leaving' | 'silent' | 'otherVersion';
  working: number;
  threads: number;
  modelHosts: { host: string; models: string[] }[];
  seenAt: number;
};

export type HelpersView = { helpers: HelperView[]; nowMs: number };

/** The machines that help to describe pictures. */
export function helpersSection(words: Words, { helpers, nowMs }: HelpersView): Html {
  const columns = [
    {
      heading: words.t('helpers.machine'),
      cell: ({ name, version }: HelperView) => html`${name} <span class="hint">${version}</span>`,
    },
    { heading: words.t('helpers.state'), cell: ({ state }: HelperView) => words.t(stateKeys[state]) },
    {
      heading: words.t('helpers.runs'),
      cell: ({ working, threads }: HelperView) => words.t('helpers.ofThreads', { working, threads }),
      isNumber: true,
    },
    { heading: words.t('helpers.describesAt'), cell: (helper: HelperView) => modelCell(words, helper) },
    { heading: words.t('helpers.lastSign'), cell: ({ seenAt }: HelperView) => time(words, seenAt, nowMs) },
  ];
  const list =
    helpers.length > 0
      ? table(words.t('helpers.title'), columns, helpers)
      : html`<h2>${words.t('helpers.title')}</h2>
<p>${words.t('helpers.none')}</p>`;
  return html`<section id="admin-helpers">${list}</section>`;
}

/** The same in a live message. */
export function helpersPartial(words: Words, view: HelpersView): Html {
  return partial('#admin-helpers', 'outerMorph', helpersSection(words, view));
}

const stateKeys = {
  working: 'helpers.working',
  ready: 'helpers.ready',
  leaving: 'helpers.leaving',
  silent: 'helpers.silent',
  otherVersion: 'helpers.otherVersion',
} as const;

function modelCell(words: Words, { modelHosts }: HelperView): Html[] {
  return modelHosts.map(({ host, models }) => {
    const names = models.length > 0 ? models.join(', ') : words.t('helpers.noModel');
    return html`<div>${host} <span class="hint">${names}</span></div>`;
  });
}
