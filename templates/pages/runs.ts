import type { Sentence } from '../../src/lib/sentence.ts';
import type { Progress } from '../../src/progress/view.ts';
import { buttonRow, linkButton } from '../components/button.ts';
import { type ConnectionName, connectionChip } from '../components/connection.ts';
import { pagination } from '../components/list.ts';
import { emptyState, type Meaning, tag } from '../components/notice.ts';
import { speak, time } from '../components/sentence.ts';
import { type Html, html } from '../html.ts';
import type { Words } from '../words.ts';
import { runDeeds } from './run-deeds.ts';
import type { RunStatusView } from './run-status.ts';

export type ListedRunView = {
  id: string;
  status: RunStatusView;
  connection: ConnectionName;
  /** Nobody asked for it just now. */
  isByItself: boolean;
  createdAt: number;
  /** What it came to, or where it stands. */
  sentence: Sentence;
};

export type RunsView = { runs: ListedRunView[]; newer?: string; older?: string };

/** A person's runs by month, the newest first. */
export function runsBody(words: Words, { runs, ...links }: RunsView): Html {
  if (runs.length === 0) {
    const action = { href: '/generate', label: words.t('runs.first') };
    return emptyState({ title: words.t('runs.none'), text: words.t('runs.noneText'), action });
  }
  const months = Map.groupBy(runs, ({ createdAt }) => words.month(createdAt));
  const groups = [...months].map(
    ([month, ofMonth]) =>
      html`<section><h2>${month}</h2><ul class="runs">${ofMonth.map((run) => runItem(words, run))}</ul></section>`,
  );
  return html`<p>${linkButton({ href: '/generate', label: words.t('runs.again'), kind: 'primary' })}</p>
${groups}${pagination(words, links)}`;
}

const statuses: Record<Progress['status'], [Meaning, key: string]> = {
  queued: ['note', 'runs.statusQueued'],
  running: ['note', 'runs.statusRunning'],
  held: ['attention', 'runs.statusHeld'],
  completed: ['good', 'runs.statusCompleted'],
  cancelled: ['attention', 'runs.statusCancelled'],
  failed: ['wrong', 'runs.statusFailed'],
};

function runItem(words: Words, run: ListedRunView): Html {
  const { id, status, connection, isByItself, createdAt, sentence } = run;
  const [meaning, key] = statuses[status.progress.status];
  const deeds = { ...status, ...status.progress, base: '/tasks', returnTo: '/tasks' } as const;
  return html`<li><p><a class="run-link" href="/tasks/${id}">${time(words, createdAt)}</a> ${tag(meaning, words.t(key))}${isByItself && [' ', tag('note', words.t('runs.byItself'))]} ${connectionChip(connection)}</p>
<p>${speak(words, sentence)}</p>${status.isActive && buttonRow(...runDeeds(words, deeds))}</li>`;
}
