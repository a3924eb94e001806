import { buttonRow, linkButton } from '../components/button.ts';
import { type ConnectionName, connectionChip } from '../components/connection.ts';
import { facts } from '../components/list.ts';
import { emptyState } from '../components/notice.ts';
import { type Content, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';

export type DashboardView = {
  connection: ConnectionName | null;
  isExpired: boolean;
  /** Each at most `cap`, which stands for "so many or more". */
  counts: { toReview: number; waitingToPublish: number; published: number; needingAttention: number };
  cap: number;
  /** The run that has not ended, if any. */
  activeRunId: string | null;
};

/** The first page: what there is, and the one next thing to do. */
export function dashboardBody(words: Words, view: DashboardView): Html {
  const { connection, counts, cap } = view;
  if (!connection) {
    return emptyState({
      title: words.t('dashboard.welcome'),
      text: words.t('dashboard.welcomeText'),
      action: { href: '/connections/new', label: words.t('connections.connect') },
    });
  }
  const number = (count: number) => (count >= cap ? words.t('dashboard.orMore', { count: cap }) : words.number(count));
  return html`<p class="lead">${words.t(nextStep(view).sentence, { count: counts.toReview })}</p>
${buttonRow(...nextStep(view).links.map(([href, key], index) => linkButton({ href, label: words.t(key), kind: index === 0 ? 'primary' : 'plain' })))}
<section><h2>${connectionChip(connection)}</h2>
${facts([
  [words.t('dashboard.toReview'), counted(number(counts.toReview), '/inbox')],
  [words.t('dashboard.waitingToPublish'), counted(number(counts.waitingToPublish), '/publications')],
  [words.t('dashboard.published'), number(counts.published)],
  [words.t('dashboard.needingAttention'), number(counts.needingAttention)],
])}</section>`;
}

type Step = { sentence: string; links: [href: string, key: string][] };

/** One thing comes first; the rest stays within reach. */
function nextStep({ connection, isExpired, activeRunId, counts }: DashboardView): Step {
  const describe: [string, string] = ['/tasks/new', 'dashboard.describe'];
  const review: [string, string] = ['/inbox', 'dashboard.review'];
  if (isExpired && connection) {
    return {
      sentence: 'dashboard.nextReconnect',
      links: [[`/connections/new?server=${connection.host}`, 'connections.again']],
    };
  }
  if (activeRunId) {
    return { sentence: 'dashboard.nextWatch', links: [[`/tasks/${activeRunId}`, 'dashboard.watch'], review] };
  }
  if (counts.toReview > 0) return { sentence: 'dashboard.nextReview', links: [review, describe] };
  return { sentence: 'dashboard.nextDescribe', links: [describe] };
}

function counted(text: Content, href: string): Html {
  return html`<a href="${href}">${text}</a>`;
}
