import { buttonRow } from '../components/button.ts';
import { facts, table } from '../components/list.ts';
import { partial } from '../components/live.ts';
import { time } from '../components/sentence.ts';
import { type Html, html } from '../html.ts';
import type { Words } from '../words.ts';
import { type FiguresView, figuresSection } from './figures.ts';
import { type HelpersView, helpersSection } from './helpers.ts';
import { type ModelHostView, modelHostsSection } from './model-hosts.ts';
import { runDeeds } from './run-deeds.ts';

export type ActiveTaskView = {
  id: string;
  owner: string;
  handle: string;
  status: 'queued' | 'running' | 'held';
  kind: 'run' | 'scheduled';
  found: number;
  settled: number;
  createdAt: number;
  isCancelling: boolean;
  isHolding: boolean;
  /** Others wait before it. */
  canGoFirst: boolean;
};

export type AdminView = {
  tasks: ActiveTaskView[];
  figures: FiguresView;
  hosts: ModelHostView[];
  /** Null where no machine can help. */
  helpers: HelpersView | null;
  library: { users: number; connections: number; posts: number; images: number };
  settings: { name: string; value: string | number }[];
  model: string | null;
  nowMs: number;
};

/** The whole program for who looks after it: what runs, what it takes, how it is set. No pictures of others. */
export function adminBody(words: Words, view: AdminView): Html {
  return html`<nav class="filters" aria-label="${words.t('admin.more')}"><ul>
<li><a href="/admin/members">${words.t('people.members')}</a></li>
<li><a href="/admin/limits">${words.t('limits.title')}</a></li></ul></nav>
${taskSection(words, view)}${modelHostsSection(words, view.hosts)}${view.helpers && helpersSection(words, view.helpers)}${figuresSection(words, view.figures)}${librarySection(words, view)}${settingsSection(words, view)}`;
}

export function taskSection(words: Words, { tasks, nowMs }: Pick<AdminView, 'tasks' | 'nowMs'>): Html {
  const columns = [
    { heading: words.t('admin.owner'), cell: ({ owner, handle }: ActiveTaskView) => ownerCell(owner, handle) },
    { heading: words.t('admin.state'), cell: (task: ActiveTaskView) => stateName(words, task) },
    {
      heading: words.t('admin.pictures'),
      cell: ({ settled, found }: ActiveTaskView) => words.t('admin.settled', { settled, found }),
      isNumber: true,
    },
    { heading: words.t('admin.asked'), cell: ({ createdAt }: ActiveTaskView) => time(words, createdAt, nowMs) },
    { heading: words.t('admin.actions'), cell: (task: ActiveTaskView) => deedsCell(words, task) },
  ];
  const list =
    tasks.length > 0
      ? table(words.t('admin.tasks'), columns, tasks)
      : html`<h2>${words.t('admin.tasks')}</h2>
<p>${words.t('admin.noTasks')}</p>`;
  return html`<section id="admin-tasks">${list}</section>`;
}

/** What runs, in a live message. */
export function taskSectionPartial(words: Words, view: Pick<AdminView, 'tasks' | 'nowMs'>): Html {
  return partial('#admin-tasks', 'outerMorph', taskSection(words, view));
}

function ownerCell(owner: string, handle: string): Html {
  return html`${owner} <span class="hint">@${handle}</span>`;
}

function stateName(words: Words, { status, kind, isCancelling, isHolding }: ActiveTaskView): string {
  const keys = { queued: 'admin.queued', running: 'admin.running', held: 'admin.held' };
  const going = isHolding ? 'admin.holding' : keys[status];
  const state = words.t(isCancelling ? 'admin.cancelling' : going);
  return kind === 'scheduled' ? `${state}, ${words.t('admin.scheduled')}` : state;
}

function deedsCell(words: Words, task: ActiveTaskView): Html {
  return buttonRow(
    ...runDeeds(words, { ...task, taskId: task.id, canTryNow: false, base: '/admin/tasks', returnTo: '/admin' }),
  );
}

function librarySection(words: Words, { library }: AdminView): Html {
  return html`<section><h2>${words.t('admin.library')}</h2>${facts([
    [words.t('people.members'), words.number(library.users)],
    [words.t('connections.title'), words.number(library.connections)],
    [words.t('admin.posts'), words.number(library.posts)],
    [words.t('admin.pictures'), words.number(library.images)],
  ])}</section>`;
}

function settingsSection(words: Words, { settings, model }: AdminView): Html {
  const rows = settings.map(({ name, value }): [Html, string] => [html`<code>${name}</code>`, String(value)]);
  return html`<section><h2>${words.t('admin.settings')}</h2><p class="hint">${words.t('admin.settingsHint')}</p>
${facts([[words.t('admin.model'), model ?? words.t('admin.noModel')], ...rows])}</section>`;
}
