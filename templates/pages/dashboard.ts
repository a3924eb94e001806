import type { DashboardCounts } from '../../db/dashboard.ts';
import type { Sentence } from '../../src/lib/sentence.ts';
import { buttonRow, linkButton } from '../components/button.ts';
import { type ConnectionName, connectionChip } from '../components/connection.ts';
import { facts } from '../components/list.ts';
import { partial } from '../components/live.ts';
import { emptyState, notice } from '../components/notice.ts';
import { type ProgressProps, progress } from '../components/progress.ts';
import { speak, time } from '../components/sentence.ts';
import { type Content, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';

export type LastRun = { id: string; handle: string; createdAt: number; summary: Sentence | null };

export type DashboardView = {
  connection: ConnectionName | null;
  isExpired: boolean;
  /** Other accounts of the person whose permission has ended. */
  otherExpired: { handle: string; host: string }[];
  /** Each at most `cap`, which stands for "so many or more". */
  counts: DashboardCounts;
  cap: number;
  /** The run that has not ended, if any. */
  activeRun: { id: string; line: Omit<ProgressProps, 'id'> } | null;
  /** Where to read what publishing does, when something approved waits for that. */
  warningHref: string | null;
  lastRuns: LastRun[];
  nowMs: number;
};

/** The first page: the one next thing to do, and where everything stands. */
export function dashboardBody(words: Words, view: DashboardView): Html {
  const { connection, activeRun } = view;
  if (!connection) {
    return emptyState({
      title: words.t('dashboard.welcome'),
      text: words.t('dashboard.welcomeText'),
      action: { href: '/connections/new', label: words.t('connections.connect') },
    });
  }
  const step = nextStep(view);
  const links = step.links.map(([href, key], index) =>
    linkButton({ href, label: words.t(key), kind: index === 0 ? 'primary' : 'plain' }),
  );
  return html`<div id="dashboard" class="stack">
<p class="lead">${words.t(step.sentence, { count: view.counts.toReview, handle: connection.handle })}</p>
${activeRun && runLine(words, activeRun)}${buttonRow(...links)}
${view.otherExpired.map((other) => expiredNotice(words, other))}
<section class="stack"><h2>${connectionChip(connection)}</h2>${figures(words, view)}</section>
${view.lastRuns.length > 0 && lastRuns(words, view)}</div>`;
}

/** All of it in a live message. */
export function dashboardPartial(words: Words, view: DashboardView): Html {
  return partial('#dashboard', 'outerMorph', dashboardBody(words, view));
}

function runLine(words: Words, { line }: NonNullable<DashboardView['activeRun']>): Html {
  return progress(words, { ...line, id: 'active-run' });
}

function figures(words: Words, { counts, cap }: DashboardView): Html {
  const number = (count: number) => (count >= cap ? words.t('dashboard.orMore', { count: cap }) : words.number(count));
  const linked = (count: number, href: string) =>
    count > 0 ? html`<a href="${href}">${number(count)}</a>` : number(0);
  const { toReview, waitingToPublish, published, needingAttention, sayingNothing } = counts;
  return facts([
    [words.t('dashboard.toReview'), linked(toReview, '/inbox')],
    [words.t('dashboard.needingAttention'), needingAttention > 0 && linked(needingAttention, '/inbox')],
    [words.t('dashboard.waitingToPublish'), linked(waitingToPublish, '/publications')],
    [words.t('dashboard.sayingNothing'), sayingNothing > 0 && linked(sayingNothing, '/inbox?show=vague')],
    [words.t('dashboard.published'), linked(published, '/inbox?show=published')],
  ]);
}

function lastRuns(words: Words, { lastRuns: runs, nowMs }: DashboardView): Html {
  const items = runs.map(({ id, handle, createdAt, summary }) => {
    const what: Content = summary ? speak(words, summary) : words.t('dashboard.runUnderWay');
    return html`<li><a href="/tasks/${id}">@${handle}, ${time(words, createdAt, nowMs)}</a><br>${what}</li>`;
  });
  return html`<section class="stack"><h2>${words.t('dashboard.lastRuns')}</h2><ul class="plain-list">${items}</ul>
<p><a href="/tasks">${words.t('dashboard.allRuns')}</a></p></section>`;
}

function expiredNotice(words: Words, { handle, host }: DashboardView['otherExpired'][number]): Html {
  const action = html`<p><a href="/connections/new?server=${host}">${words.t('connections.again')}</a></p>`;
  return notice(words, {
    meaning: 'attention',
    sentence: { key: 'connections.isExpired', values: { handle } },
    action,
  });
}

type Step = { sentence: string; links: [href: string, key: string][] };

/** One thing comes first; the rest stays within reach. */
function nextStep({ connection, isExpired, activeRun, counts, warningHref }: DashboardView): Step {
  const describe: [string, string] = ['/generate', 'dashboard.describe'];
  const review: [string, string] = ['/inbox', 'dashboard.review'];
  if (isExpired && connection) {
    const again: [string, string] = [`/connections/new?server=${connection.host}`, 'connections.again'];
    return { sentence: 'dashboard.nextReconnect', links: [again] };
  }
  if (activeRun) {
    return { sentence: 'dashboard.nextWatch', links: [[`/tasks/${activeRun.id}`, 'dashboard.watch'], review] };
  }
  if (counts.toReview > 0) return { sentence: 'dashboard.nextReview', links: [review, describe] };
  if (warningHref)
    return { sentence: 'dashboard.nextWarning', links: [[warningHref, 'dashboard.readWarning'], describe] };
  if (counts.waitingToPublish > 0) {
    return { sentence: 'dashboard.nextPublish', links: [['/publications', 'dashboard.seePublications'], describe] };
  }
  return { sentence: 'dashboard.nextDescribe', links: [describe] };
}
