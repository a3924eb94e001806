import type { Sentence } from '../../src/lib/sentence.ts';
import { button } from '../components/button.ts';
import { errorSummary, fieldGroup, input } from '../components/field.ts';
import { type Html, html } from '../html.ts';
import type { Words } from '../words.ts';

type Name = 'runningTasks' | 'waitingTasks' | 'runsPerDay' | 'picturesPerDay' | 'memoryPercent' | 'diskReserveMb';

export type LimitsView = {
  /** What stands in the fields; an empty one means the configured value. */
  typed: Partial<Record<string, string>>;
  errors: Partial<Record<string, Sentence>>;
  configured: Record<Name, number>;
  ranges: Record<Name, readonly [min: number, max: number]>;
};

/** What nobody may exceed, for administrators to change. */
export function limitsBody(words: Words, view: LimitsView): Html {
  const field = (name: Name, label: string, hint: string, unit: string) => {
    const [min, max] = view.ranges[name];
    const said = `${hint} ${words.t('limits.configured', { value: view.configured[name] })}`;
    const own = { name, label, hint: said, min, max, type: 'number' as const, inputmode: 'numeric' as const };
    return input(words, { ...own, value: view.typed[name], error: view.errors[name], unit });
  };
  const errors = Object.entries(view.errors).flatMap(([id, error]) => (error ? [{ id, error }] : []));
  return html`<p class="lead">${words.t('limits.lead')}</p>
<form class="stack" method="post" action="/admin/limits" novalidate>${errorSummary(words, errors)}
${fieldGroup(
  words.t('limits.runs'),
  field('runningTasks', words.t('limits.runningTasks'), words.t('limits.runningTasksHint'), words.t('limits.unitRuns')),
  field('waitingTasks', words.t('limits.waitingTasks'), words.t('limits.waitingTasksHint'), words.t('limits.unitRuns')),
)}
${fieldGroup(
  words.t('limits.person'),
  field('runsPerDay', words.t('limits.runsPerDay'), words.t('limits.runsPerDayHint'), words.t('limits.unitRuns')),
  field(
    'picturesPerDay',
    words.t('limits.picturesPerDay'),
    words.t('limits.picturesPerDayHint'),
    words.t('limits.unitPictures'),
  ),
)}
${fieldGroup(
  words.t('limits.machine'),
  field('memoryPercent', words.t('limits.memoryPercent'), words.t('limits.memoryPercentHint'), '%'),
  field('diskReserveMb', words.t('limits.diskReserveMb'), words.t('limits.diskReserveMbHint'), 'MB'),
)}
${button({ label: words.t('limits.save'), kind: 'primary' })}</form>`;
}
