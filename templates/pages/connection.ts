import type { Sentence } from '../../src/lib/sentence.ts';
import type { Acceptance } from '../../src/platforms/platform.ts';
import { buttonRow, linkButton, postButton } from '../components/button.ts';
import { connectionChip } from '../components/connection.ts';
import { facts } from '../components/list.ts';
import { speak, time } from '../components/sentence.ts';
import { type Html, html } from '../html.ts';
import type { Words } from '../words.ts';
import { accountLink, serverName, toKnow } from './connections.ts';

export type ConnectionPageView = {
  id: string;
  handle: string;
  host: string;
  accountUrl: string;
  software: string;
  version: string;
  createdAt: number;
  /** When its server was last asked what it runs and what it takes. */
  factsReadAt: number | null;
  acceptance: Acceptance;
  isUnproven: boolean;
  editsAllowedAt: number | null;
  /** What an edit does there. */
  sentences: Sentence[];
  nowMs: number;
};

/** One connection: its server, what to know about it, and what edits do there. */
export function connectionBody(words: Words, view: ConnectionPageView): Html {
  const { id, createdAt, factsReadAt, nowMs } = view;
  return html`<p class="lead">${connectionChip(view)}</p>
${facts([
  [words.t('connections.account'), accountLink(view.accountUrl)],
  [words.t('connections.server'), serverName(words, view)],
  [words.t('server.factsReadAt'), factsReadAt !== null && time(words, factsReadAt, nowMs)],
  [words.t('connections.since'), time(words, createdAt, nowMs)],
])}
${!view.isUnproven && toKnow(words, view)}${view.isUnproven ? byHand(words, view) : edits(words, view)}
${buttonRow(
  linkButton({ href: `/settings/connections/${id}`, label: words.t('server.toSettings') }),
  linkButton({ href: `/connections/${id}/watching`, label: words.t('watching.title') }),
  linkButton({ href: '/connections', label: words.t('server.toAll'), kind: 'quiet' }),
)}`;
}

function edits(words: Words, { sentences }: ConnectionPageView): Html {
  return html`<section><h2>${words.t('server.edits')}</h2>${list(words, sentences)}</section>`;
}

function byHand(words: Words, view: ConnectionPageView): Html {
  const { id, editsAllowedAt } = view;
  if (editsAllowedAt === null) {
    const allow = linkButton({ href: `/connections/${id}/edits`, label: words.t('server.toAllow') });
    return html`<section><h2>${words.t('server.edits')}</h2><p>${words.t('server.byHand')}</p>
<p>${words.t('server.mayAllow')}</p>${buttonRow(allow)}</section>`;
  }
  const since = { key: 'server.allowedSince', values: { at: editsAllowedAt } };
  const withdraw = postButton({
    action: `/connections/${id}/edits/removal`,
    label: words.t('server.withdraw'),
    tooltip: words.t('server.withdrawTooltip'),
  });
  return html`<section><h2>${words.t('server.edits')}</h2><p>${speak(words, since)}</p>
${list(words, view.sentences)}${buttonRow(withdraw)}</section>`;
}

function list(words: Words, sentences: Sentence[]): Html {
  return html`<ul class="stack">${sentences.map((sentence) => html`<li>${speak(words, sentence)}</li>`)}</ul>`;
}

export type EditsView = {
  connectionId: string;
  handle: string;
  isUnproven: boolean;
  editsAllowedAt: number | null;
  sentences: Sentence[];
};

/** What is risked where nobody knows what an edit does, before Altwright is let do it. */
export function editsBody(words: Words, { connectionId, handle, sentences, ...view }: EditsView): Html {
  const page = `/connections/${connectionId}`;
  if (!view.isUnproven || view.editsAllowedAt !== null) {
    return html`<p class="lead">${words.t('server.nothingToAllow')}</p>
${buttonRow(linkButton({ href: page, label: words.t('server.back') }))}`;
  }
  const allow = postButton({
    action: `${page}/edits`,
    label: words.t('server.allow', { handle }),
    kind: 'danger',
  });
  return html`<p class="lead">${words.t('server.allowLead', { handle })}</p>${list(words, sentences)}
<p>${words.t('server.allowKept')}</p>
${buttonRow(linkButton({ href: page, label: words.t('server.keepByHand'), kind: 'primary' }), allow)}`;
}
