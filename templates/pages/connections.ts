import type { Sentence } from '../../src/lib/sentence.ts';
import type { Acceptance } from '../../src/platforms/platform.ts';
import { button, buttonRow, linkButton, postButton } from '../components/button.ts';
import { connectionChip } from '../components/connection.ts';
import { input } from '../components/field.ts';
import { disclosure, facts } from '../components/list.ts';
import { emptyState, notice, tag } from '../components/notice.ts';
import { speak, time } from '../components/sentence.ts';
import { type Content, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';
import { type FormView, form } from './entrance.ts';

export type ConnectionView = {
  id: string;
  handle: string;
  host: string;
  accountUrl: string;
  software: string;
  version: string;
  acceptance: Acceptance;
  isActive: boolean;
  isExpired: boolean;
  reason: Sentence | null;
  createdAt: number;
};

/** A person's connections, each with what can be done with it. */
export function connectionsBody(words: Words, { connections }: { connections: ConnectionView[] }): Html {
  if (connections.length === 0) {
    return emptyState({
      title: words.t('connections.none'),
      text: words.t('connections.noneText'),
      action: { href: '/connections/new', label: words.t('connections.connect') },
    });
  }
  return html`${connections.map((connection) => one(words, connection))}
<p>${linkButton({ href: '/connections/new', label: words.t('connections.connectAnother'), kind: 'primary' })}</p>`;
}

function one(words: Words, connection: ConnectionView): Html {
  const { id, isActive, isExpired } = connection;
  const state = isExpired
    ? tag('wrong', words.t('connections.expired'))
    : isActive && tag('good', words.t('connections.active'));
  const activate =
    !isActive &&
    postButton({
      action: '/connections/active',
      fields: { connectionId: id, returnTo: '/connections' },
      label: words.t('connections.makeActive'),
    });
  const reconnect =
    isExpired &&
    linkButton({ href: `/connections/new?server=${connection.host}`, label: words.t('connections.again') });
  const about = linkButton({ href: `/connections/${id}`, label: words.t('connections.about') });
  const watching = linkButton({ href: `/connections/${id}/watching`, label: words.t('watching.title') });
  const remove = linkButton({
    href: `/connections/${id}/removal`,
    label: words.t('connections.disconnect'),
    kind: 'quiet',
  });
  return html`<section class="connection-row" id="connection-${id}"><h2>${connectionChip(connection)} ${state}</h2>
${connection.reason && html`<p>${speak(words, connection.reason)}</p>`}
${toKnow(words, connection)}
${facts([
  [words.t('connections.account'), accountLink(connection.accountUrl)],
  [words.t('connections.server'), serverName(words, connection)],
  [words.t('connections.since'), time(words, connection.createdAt)],
])}
${buttonRow(activate, reconnect, about, watching, remove)}</section>`;
}

/** What to know about a connection's server: that it cannot be edited, or how it is special. */
export function toKnow(words: Words, { acceptance }: Pick<ConnectionView, 'acceptance'>): Content {
  if (!acceptance.ok) return notice(words, { meaning: 'wrong', sentence: acceptance.reason });
  return acceptance.cautions.map((sentence) => html`<p>${speak(words, sentence)}</p>`);
}

/** `mastodon 4.3.2` */
export function serverName(words: Words, { software, version }: { software: string; version: string }): string {
  return `${software === 'unknown' ? words.t('connections.unknownSoftware') : software} ${version}`;
}

/** The server gave this address; only one of the web becomes a link. */
export function accountLink(url: string): Html | false {
  return /^https?:\/\//.test(url) && html`<a href="${url}" rel="noreferrer">${url}</a>`;
}

export type ConnectView = FormView & {
  /** A private host that was refused, and whether this person may allow it. */
  refused: { host: string; mayAllow: boolean } | null;
};

/** The form that begins a connection, with the pasting of a token behind a disclosure. */
export function connectBody(words: Words, view: ConnectView): Html {
  const isToken = view.typed.token !== undefined || view.errors.token !== undefined;
  const errors = { typed: view.typed, errors: isToken ? {} : view.errors };
  return html`<p class="lead">${words.t('connections.connectLead')}</p>
${view.refused && refusedHost(words, view.refused, view.typed.server ?? '')}
${form(words, {
  action: '/connections',
  view: errors,
  fields: serverField(words, errors, 'server'),
  button: button({ label: words.t('connections.connectButton'), kind: 'primary' }),
})}
${disclosure(words.t('connections.tokenSummary'), tokenForm(words, isToken ? view : { ...view, errors: {} }), isToken)}
${serversThatWork(words)}`;
}

/** What is connected, and what an approved description does there. */
function serversThatWork(words: Words): Html {
  return html`<section><h2>${words.t('connections.works')}</h2>
${facts([
  [words.t('connections.worksWholly'), words.t('connections.worksWhollyMeans')],
  [words.t('connections.worksAtHome'), words.t('connections.worksAtHomeMeans')],
  [words.t('connections.worksInDrive'), words.t('connections.worksInDriveMeans')],
  [words.t('connections.worksByHand'), words.t('connections.worksByHandMeans')],
])}</section>`;
}

function serverField(words: Words, { typed, errors }: FormView, id: string): Html {
  return input(words, {
    id,
    name: 'server',
    label: words.t('connections.serverField'),
    hint: words.t('connections.serverHint'),
    value: typed.server,
    error: errors.server,
    required: true,
    spellcheck: 'false',
    autocomplete: 'off',
  });
}

function tokenForm(words: Words, view: ConnectView): Html {
  const { server, ...others } = view.errors;
  const errors = server ? { ...others, 'token-server': server } : others;
  return html`<p>${words.t('connections.tokenLead')}</p>${form(words, {
    action: '/connections/tokens',
    view: { typed: view.typed, errors },
    fields: [
      serverField(words, view, 'token-server'),
      input(words, {
        name: 'token',
        type: 'password',
        label: words.t('connections.token'),
        error: view.errors.token,
        required: true,
        autocomplete: 'off',
      }),
    ],
    button: button({ label: words.t('connections.tokenButton') }),
  })}`;
}

function refusedHost(words: Words, { host, mayAllow }: NonNullable<ConnectView['refused']>, server: string): Html {
  const details = { key: mayAllow ? 'connections.mayAllow' : 'connections.askAdministrator', values: { host } };
  const action =
    mayAllow &&
    postButton({
      action: '/admin/allowed-hosts',
      fields: { host, server },
      label: words.t('connections.allow', { host }),
    });
  const sentence = { key: 'connections.privateHost', values: { host } };
  return notice(words, { meaning: 'attention', sentence, details, action });
}

export type LeavingView = {
  url: string;
  host: string;
  /** What to know before. */
  cautions: Sentence[];
};

/** Between us and the server's consent page: a form may not lead to another site, a page may. */
export function leavingBody(words: Words, { url, host, cautions }: LeavingView): Html {
  return html`<p class="lead">${words.t('connections.leavingLead', { host })}</p>
${cautions.map((sentence) => notice(words, { meaning: 'attention', sentence }))}
<p>${linkButton({ href: url, label: words.t('connections.leavingLink', { host }), kind: 'primary' })}</p>`;
}

export type RemovalView = {
  id: string;
  handle: string;
  counts: { posts: number; pictures: number; unpublished: number; runs: number; openPublications: number };
  /** The permission ends with it. */
  givesBack: boolean;
};

/** What goes with a connection, in numbers, before it goes. */
export function removalBody(words: Words, { id, handle, counts, givesBack }: RemovalView): Html {
  return html`<p class="lead">${words.t(givesBack ? 'connections.removalLead' : 'connections.removalLeadOnly', { handle })}</p>
${facts([
  [words.t('connections.countPosts'), words.number(counts.posts)],
  [words.t('connections.countPictures'), words.number(counts.pictures)],
  [words.t('connections.countUnpublished'), words.number(counts.unpublished)],
  [words.t('connections.countWaiting'), words.number(counts.openPublications)],
  [words.t('connections.countRuns'), words.number(counts.runs)],
])}
<p>${words.t('connections.removalStays')}</p>
${buttonRow(
  postButton({
    action: `/connections/${id}/removal`,
    label: words.t('connections.removalButton', { handle }),
    kind: 'danger',
  }),
  linkButton({ href: '/connections', label: words.t('connections.keep') }),
)}`;
}
