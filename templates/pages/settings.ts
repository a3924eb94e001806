import { button, postButton } from '../components/button.ts';
import { select } from '../components/field.ts';
import { table } from '../components/list.ts';
import { tag } from '../components/notice.ts';
import { time } from '../components/sentence.ts';
import { type Html, html } from '../html.ts';
import type { Words } from '../words.ts';
import { currentPasswordField, type FormView, form, newPasswordField } from './entrance.ts';

export type SessionView = { id: string; userAgent: string; createdAt: number; lastSeenAt: number; isCurrent: boolean };

export type SettingsView = FormView & {
  nowMs: number;
  language: string;
  languages: { value: string; label: string }[];
  sessions: SessionView[];
  /** Links to further settings, such as those of each connection. */
  links: { href: string; label: string }[];
};

/** A person's own settings. */
export function settingsBody(words: Words, view: SettingsView): Html {
  return html`${view.links.length > 0 && linkList(view.links)}
<h2>${words.t('people.changePassword')}</h2>
${form(words, {
  action: '/settings/password',
  view,
  fields: [currentPasswordField(words, view, 'current'), newPasswordField(words, view, 'next')],
  button: button({ label: words.t('people.newPasswordButton') }),
})}
<section>${sessionTable(words, view)}</section>
<form class="stack" method="post" action="/settings/language">${select(words, {
    name: 'language',
    label: words.t('people.language'),
    options: view.languages,
    value: view.language,
  })}${button({ label: words.t('people.languageButton') })}</form>`;
}

function linkList(links: SettingsView['links']): Html {
  return html`<ul>${links.map(({ href, label }) => html`<li><a href="${href}">${label}</a></li>`)}</ul>`;
}

function sessionTable(words: Words, { sessions, nowMs }: SettingsView): Html {
  const end = ({ id, isCurrent }: SessionView) =>
    isCurrent
      ? tag('good', words.t('people.sessionCurrent'))
      : postButton({ action: `/settings/sessions/${id}/removal`, label: words.t('people.signOutDevice') });
  const columns = [
    {
      heading: words.t('people.oneDevice'),
      cell: ({ userAgent }: SessionView) => deviceName(words, userAgent),
    },
    { heading: words.t('people.sessionSince'), cell: ({ createdAt }: SessionView) => time(words, createdAt) },
    { heading: words.t('people.sessionSeen'), cell: ({ lastSeenAt }: SessionView) => time(words, lastSeenAt, nowMs) },
    { heading: words.t('people.signOutDevice'), cell: end },
  ];
  const others =
    sessions.length > 1
      ? postButton({ action: '/settings/sessions/others/removal', label: words.t('people.signOutOthers') })
      : html`<p class="hint">${words.t('people.noMoreSessions')}</p>`;
  return html`${table(words.t('people.sessions'), columns, sessions)}${others}`;
}

/** In this order: browsers name those they descend from as well. */
const browsers: [name: string, sign: RegExp][] = [
  ['Edge', /Edg/],
  ['Opera', /OPR/],
  ['Firefox', /Firefox|FxiOS/],
  ['Chrome', /Chrome|CriOS/],
  ['Safari', /Safari/],
];
const systems: [name: string, sign: RegExp][] = [
  ['Android', /Android/],
  ['iPhone', /iPhone/],
  ['iPad', /iPad/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS X/],
  ['Linux', /Linux/],
];

function deviceName(words: Words, userAgent: string): string {
  const named = (known: typeof browsers) => known.find(([, sign]) => sign.test(userAgent))?.[0];
  const [browser, system] = [named(browsers), named(systems)];
  if (browser && system) return words.t('people.browserOn', { browser, system });
  return userAgent || words.t('people.sessionUnknown');
}
