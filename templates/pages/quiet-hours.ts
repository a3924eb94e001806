import type { Sentence } from '../../src/lib/sentence.ts';
import { button, buttonRow, linkButton } from '../components/button.ts';
import { checkbox, errorSummary, fieldGroup, input, select } from '../components/field.ts';
import { type Html, html } from '../html.ts';
import type { Words } from '../words.ts';

/** As the form has them: what was typed, or what is saved. */
export type QuietValues = { keeps: boolean; from: string; until: string; timeZone: string };

export type QuietHoursView = {
  values: QuietValues;
  /** By the name of the field. */
  errors: Record<string, Sentence>;
  timeZones: string[];
  /** Nothing was saved before, so that a browser may choose its own time zone. */
  isNew: boolean;
};

/** When nothing of a person's is published. */
export function quietHoursBody(words: Words, { values, errors, timeZones, isNew }: QuietHoursView): Html {
  const order = ['from', 'until', 'timeZone'].flatMap((id) => (errors[id] ? [{ id, error: errors[id] }] : []));
  const keeps = checkbox(words, {
    name: 'keeps',
    label: words.t('quiet.keeps'),
    hint: words.t('quiet.keepsHint'),
    checked: values.keeps,
  });
  const time = (name: 'from' | 'until') => ({ name, type: 'time', value: values[name], error: errors[name] }) as const;
  const from = input(words, { ...time('from'), label: words.t('quiet.from') });
  const until = input(words, { ...time('until'), label: words.t('quiet.until'), hint: words.t('quiet.untilHint') });
  const zone = select(words, {
    ...{ name: 'timeZone', label: words.t('quiet.zone'), value: values.timeZone, error: errors.timeZone },
    options: timeZones.map((value) => ({ value, label: value.replaceAll('_', ' ') })),
  });
  return html`<p class="lead">${words.t('quiet.lead')}</p>
<form class="form" method="post" action="/settings/quiet-hours" novalidate${isNew && html` data-own-time-zone`}>
${errorSummary(words, order)}${keeps}${fieldGroup(words.t('quiet.everyDay'), from, until, zone)}
${buttonRow(
  button({ label: words.t('quiet.save'), kind: 'primary' }),
  linkButton({ href: '/publications', label: words.t('publications.title') }),
)}</form>`;
}

/** In a line where it matters: the hours, and the way to change them. */
export function quietHoursLine(words: Words, hours: Omit<QuietValues, 'keeps'> | undefined): Html {
  const stand = hours
    ? words.t('quiet.stand', { from: hours.from, until: hours.until, zone: hours.timeZone.replaceAll('_', ' ') })
    : words.t('quiet.none');
  const change = words.t(hours ? 'quiet.change' : 'quiet.set');
  return html`<p class="hint">${stand} <a href="/settings/quiet-hours">${change}</a></p>`;
}
