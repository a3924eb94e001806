import type { ReviewItem } from '../../db/review.ts';
import type { Sentence } from '../../src/lib/sentence.ts';
import type { Progress } from '../../src/progress/view.ts';
import { buttonRow, linkButton } from '../components/button.ts';
import { facts } from '../components/list.ts';
import { partial } from '../components/live.ts';
import { picture } from '../components/picture.ts';
import { type ProgressProps, progress } from '../components/progress.ts';
import { speak } from '../components/sentence.ts';
import { type Content, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';
import { runDeeds } from './run-deeds.ts';
import { reasonOf, runPicture } from './run-pair.ts';
import { progressSentence } from './run-sentence.ts';

/** Where a run stands. */
export type RunStatusView = {
  progress: Progress;
  isActive: boolean;
  /** Why no waiting run may begin; null when they may. */
  hindrance: Sentence | null;
  /** Queued tasks that go first. */
  queuedBefore: number;
  /** How long runs have waited in the queue lately, where that was measured. */
  queueMs: number | null;
  /** How long what it waits for has lasted at other times, where that was measured. */
  troubleMs: number | null;
  /** Others of the same person's go before it. */
  canGoFirst: boolean;
  /** It waits for its next try, and nobody has said that it must. */
  canTryNow: boolean;
  /** Since when it had been kept from getting on when it was given up. */
  waitedSince: number | null;
  workedMs: number;
  model: string;
  /** What an ended run came to; null while it goes on. */
  summary: Sentence | null;
  error: Sentence | null;
  /** The pictures an ended run could not describe. */
  failures: ReviewItem[];
  /** How many pictures the page shows at most. */
  mostPairs: number;
};

/** The top of a run's page: the line, the figures, what can be done, and at the end what it came to. */
export function runStatus(words: Words, view: RunStatusView): Html {
  return html`<section class="run-status" id="run-status">${progress(words, lineOf(words, view))}
${outcome(words, view)}${figures(words, view)}${deeds(words, view)}${failureList(words, view.failures)}
${shownNote(words, view)}</section>`;
}

/** The same in a live message. */
export function runStatusPartial(words: Words, view: RunStatusView): Html {
  return partial('#run-status', 'outerMorph', runStatus(words, view));
}

const lineStates = {
  queued: 'waiting',
  held: 'waiting',
  running: 'running',
  completed: 'done',
  cancelled: 'done',
  failed: 'failed',
} as const;

function lineOf(words: Words, view: RunStatusView): ProgressProps {
  const { percent, status } = view.progress;
  const shown = percent ?? (status === 'running' ? null : 0);
  const sentence = progressSentence(words, view);
  const line = { id: 'run-progress', sentence, state: lineStates[status] };
  return shown === null ? line : { ...line, settled: Math.floor(shown), total: 100 };
}

/** A run that was cancelled or failed has results as well: what it did until then. */
function outcome(words: Words, { progress: { status }, summary }: RunStatusView): Content {
  const isTold = status === 'completed' || summary === null;
  return !isTold && html`<p>${speak(words, summary)}</p>`;
}

/** One line while it works, so that the pictures stay in sight; all facts at the end. */
function figures(words: Words, view: RunStatusView): Html {
  return view.isActive ? figuresLine(words, view) : finalFigures(words, view);
}

function figuresLine(words: Words, { progress: { counts }, model }: RunStatusView): Html {
  const parts = [
    counts.postsChosen > 0 && words.t('runs.inPosts', { count: counts.postsChosen }),
    counts.drafted > 0 && words.t('runs.describedCount', { count: counts.drafted }),
    counts.failed > 0 && words.t('runs.notDescribedCount', { count: counts.failed }),
    counts.skipped > 0 && words.t('runs.needNothingCount', { count: counts.skipped }),
    words.t('runs.withModel', { model }),
  ];
  return html`<p class="hint">${parts.filter(Boolean).join(' · ')}</p>`;
}

function finalFigures(words: Words, { progress: { counts }, workedMs, model }: RunStatusView): Html {
  const { reused } = counts;
  const known = reused > 0 && html` <span class="hint">${words.t('runs.reused', { count: reused })}</span>`;
  return facts([
    [words.t('runs.posts'), words.number(counts.postsChosen)],
    [words.t('runs.pictures'), words.number(counts.found)],
    [words.t('runs.described'), [words.number(counts.drafted), known]],
    [words.t('runs.notDescribed'), counts.failed > 0 && words.number(counts.failed)],
    [words.t('runs.needNothing'), words.number(counts.skipped)],
    [words.t('runs.time'), words.duration(workedMs)],
    [words.t('runs.model'), model],
  ]);
}

function deeds(words: Words, view: RunStatusView): Html {
  const { progress, isActive } = view;
  const { taskId, counts } = progress;
  const href = `/tasks/${taskId}/review`;
  const kind = isActive ? 'plain' : 'primary';
  const review = counts.drafted + counts.failed > 0 && linkButton({ href, label: words.t('runs.review'), kind });
  if (isActive) return buttonRow(review, runDeeds(words, { ...view, ...progress, base: '/tasks' }));
  const again = linkButton({ href: '/generate', label: words.t('runs.again'), kind: review ? 'plain' : kind });
  return buttonRow(review, again);
}

function failureList(words: Words, failures: ReviewItem[]): Content {
  if (failures.length === 0) return false;
  const items = failures.map(
    (item) =>
      html`<li>${picture(words, { ...runPicture(words, item), isMissing: !item.hasThumbnail })}<div><p>${speak(words, reasonOf(item))}</p>
<p><a href="${item.post.url}" rel="noreferrer">${words.t('components.seePost')}</a></p></div></li>`,
  );
  return html`<section class="run-failures"><h2>${words.t('runs.failures', { count: failures.length })}</h2><ul>${items}</ul></section>`;
}

function shownNote(words: Words, { progress: { counts, taskId }, mostPairs }: RunStatusView): Content {
  if (counts.found <= mostPairs) return false;
  const link = html`<a href="/tasks/${taskId}/review">${words.t('runs.allInReview')}</a>`;
  return html`<p class="hint">${words.t('runs.latestShown', { count: mostPairs })} ${link}</p>`;
}
