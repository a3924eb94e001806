import { type ConnectionName, connectionChip } from '../components/connection.ts';
import { tag } from '../components/notice.ts';
import { type DescribedBy, whereDescribed } from '../components/places.ts';
import { time } from '../components/sentence.ts';
import { type Html, html } from '../html.ts';
import type { Words } from '../words.ts';
import { type PairOfRun, runPairs } from './run-pair.ts';
import { type RunStatusView, runStatus } from './run-status.ts';

export type RunView = {
  connection: ConnectionName;
  createdAt: number;
  /** Nobody asked for it just now. */
  isByItself: boolean;
  status: RunStatusView;
  pairs: PairOfRun[];
  /** Where its pictures go; null once none goes anywhere any more. */
  describedBy: DescribedBy | null;
};

export function runHeading(words: Words, view: Pick<RunView, 'connection' | 'createdAt' | 'isByItself'>): Html {
  const { connection, createdAt, isByItself } = view;
  return html`<div class="run-heading"><h1>${words.t('runs.runOf')} ${time(words, createdAt)}</h1>${isByItself && tag('note', words.t('runs.byItself'))}${connectionChip(connection)}</div>`;
}

/** One run: the same whether it waits, works or is over. */
export function runBody(words: Words, { status, pairs, describedBy }: RunView): Html {
  return html`${runStatus(words, status)}${describedBy && html`<p class="hint">${whereDescribed(words, describedBy)}</p>`}
<section aria-labelledby="pairs-title"><h2 id="pairs-title" class="visually-hidden">${words.t('runs.pictures')}</h2>${runPairs(words, pairs)}</section>`;
}
