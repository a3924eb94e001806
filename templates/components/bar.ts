import { attributes, type Content, type Html, html } from '../html.ts';
import { mark } from '../mark.ts';
import type { Words } from '../words.ts';
import { type ConnectionName, connectionChip } from './connection.ts';
import { partial } from './live.ts';

export type BarProps = {
  /** Absent: nobody is signed in. */
  user?: { name: string; isAdministrator: boolean } | undefined;
  activeConnection?: ConnectionName | undefined;
  connections?: readonly ConnectionName[] | undefined;
  /** Drafts that wait for a decision. */
  inboxCount?: number | undefined;
  /** Notices not yet read. */
  noticeCount?: number | undefined;
  /** Of this page, with its query: marks the current place, and where switching the connection comes back to. */
  path: string;
};

/** The narrow bar at the top: the name, the places, the active connection, the person. */
export function bar(words: Words, props: BarProps): Html {
  const { user } = props;
  const name = html`<a class="bar-name" href="/">${mark()}<span>${words.t('layout.name')}</span></a>`;
  if (!user) return html`<header class="bar">${name}</header>`;
  return html`<header class="bar">${name}${places(words, props)}
<div class="bar-end">${switcher(words, props)}${personMenu(words, props, user.name)}</div></header>`;
}

function places(words: Words, { user, inboxCount = 0, path }: BarProps): Html {
  const places: [href: string, label: string, extra?: Content][] = [
    ['/inbox', words.t('layout.inbox'), inboxBadge(words, inboxCount)],
    ['/tasks', words.t('layout.runs')],
    ['/connections', words.t('layout.connections')],
    ['/settings', words.t('layout.settings')],
  ];
  if (user?.isAdministrator) places.push(['/admin', words.t('layout.admin')]);
  const links = places.map(([href, label, extra]) => {
    const isCurrent = path === href || path.startsWith(`${href}/`) || path.startsWith(`${href}?`);
    return html`<a href="${href}"${attributes({ 'aria-current': isCurrent && 'page' })}>${label}${extra && html` ${extra}`}</a>`;
  });
  return html`<nav class="bar-places" aria-label="${words.t('layout.places')}">${links}</nav>`;
}

function inboxBadge(words: Words, count: number): Html {
  const title = words.t('layout.inboxCount', { count });
  return html`<span class="count" id="inbox-count" title="${title}">${count > 0 && words.number(count)}</span>`;
}

/** The Inbox count in a live message. */
export function inboxCountPartial(words: Words, count: number): Html {
  return partial('#inbox-count', 'outerMorph', inboxBadge(words, count));
}

/** One form of one button per connection: works as it is, comes back to the same page. */
function switcher(words: Words, { activeConnection, connections = [], path }: BarProps): Content {
  if (!activeConnection) return false;
  const choices = connections.map((connection) => {
    const isActive = connection.id === activeConnection.id;
    const own = attributes({ value: connection.id, 'aria-current': isActive && 'true' });
    return html`<button class="menu-item" name="connectionId"${own}>${connectionChip(connection)}</button>`;
  });
  return html`<details class="menu" data-menu><summary title="${words.t('layout.activeConnection')}"><span class="visually-hidden">${words.t('layout.activeConnection')} </span>${connectionChip(activeConnection)}</summary>
<form class="menu-list" method="post" action="/connections/active"><input type="hidden" name="returnTo" value="${path}">
${choices}<a class="menu-item" href="/connections/new">${words.t('layout.addConnection')}</a></form></details>`;
}

const themeKeys = { system: 'layout.themeSystem', light: 'layout.themeLight', dark: 'layout.themeDark' };

function personMenu(words: Words, { noticeCount = 0 }: BarProps, name: string): Html {
  const themes = Object.entries(themeKeys).map(
    ([theme, key]) =>
      html`<label class="menu-item"><input type="radio" name="theme" value="${theme}" data-theme-choice>${words.t(key)}</label>`,
  );
  return html`<details class="menu menu-person" data-menu><summary title="${words.t('layout.you')}"><span class="visually-hidden">${words.t('layout.you')} </span><span class="person-name">${name}</span>${noticeCount > 0 && html` <span class="count">${words.number(noticeCount)}<span class="visually-hidden"> ${words.t('layout.notices')}</span></span>`}</summary>
<div class="menu-list"><a class="menu-item" href="/notices">${words.t('layout.notices')}${noticeCount > 0 && html` <span class="count">${words.number(noticeCount)}</span>`}</a>
<fieldset class="menu-group" data-needs-scripts hidden><legend>${words.t('layout.theme')}</legend>${themes}</fieldset>
<form method="post" action="/sign-out"><button class="menu-item">${words.t('layout.signOut')}</button></form></div></details>`;
}
