import { facts } from '../components/list.ts';
import { trend } from '../components/trend.ts';
import { attributes, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';

export type FiguresView = {
  threads: { cap: number; alive: number };
  streams: number;
  /** The marks of memory and disk. */
  memoryPercent: number;
  diskReserveBytes: number;
  latest: {
    /** Null where the queue did not answer. */
    queue: { waiting: number; delayed: number; running: number } | null;
    rssBytes: number;
    memoryLimitBytes: number;
    heapBytes: number;
    threadHeapBytes: number[];
    loopDelayMs: number;
    diskFreeBytes: number | null;
    uptimeMs: number;
  };
  /** Of the last hour, the oldest first. */
  history: { atMs: number; rssBytes: number; loopDelayMs: number; waiting: number }[];
};

/** Looked at anew every ten seconds where scripts run; nothing tells when they change. */
export function figuresSection(words: Words, view: FiguresView): Html {
  const { latest, streams } = view;
  const live = attributes({ 'hx-get': '/admin/figures', 'hx-trigger': 'every 10s', 'hx-swap': 'outerMorph' });
  return html`<section id="figures"${live}><h2>${words.t('admin.figures')}</h2>
${facts([
  [words.t('admin.queue'), latest.queue ? words.t('admin.queueFigures', latest.queue) : words.t('admin.queueSilent')],
  [words.t('admin.threads'), threadFigures(words, view)],
  [words.t('admin.streams'), words.number(streams)],
  [words.t('admin.memory'), memoryFigures(words, view)],
  [words.t('admin.delay'), milliseconds(words, latest.loopDelayMs)],
  [words.t('admin.disk'), diskFigures(words, view)],
  [words.t('admin.uptime'), words.duration(latest.uptimeMs)],
])}${trends(words, view.history)}</section>`;
}

const milliseconds = (words: Words, ms: number) => words.t('admin.milliseconds', { ms: words.number(Math.round(ms)) });

function threadFigures(words: Words, { threads, latest: { threadHeapBytes } }: FiguresView): string {
  const alive = words.t('admin.threadFigures', threads);
  if (threadHeapBytes.length === 0) return alive;
  return `${alive}, ${words.t('admin.threadHeaps', { heaps: words.list(threadHeapBytes.map(words.bytes)) })}`;
}

function memoryFigures(words: Words, { latest, memoryPercent }: FiguresView): string {
  const { rssBytes, memoryLimitBytes, heapBytes } = latest;
  const mark = (memoryLimitBytes * memoryPercent) / 100;
  return words.t('admin.memoryFigures', { rss: rssBytes, limit: memoryLimitBytes, mark, heap: heapBytes });
}

function diskFigures(words: Words, { latest: { diskFreeBytes }, diskReserveBytes }: FiguresView): string | null {
  if (diskFreeBytes === null) return null;
  return words.t('admin.diskFigures', { free: diskFreeBytes, reserve: diskReserveBytes });
}

/** How it went: a line says at a glance what a number does not. */
function trends(words: Words, history: FiguresView['history']): Html | false {
  const [first] = history;
  const last = history.at(-1);
  if (!first || !last || first === last) return false;
  const span = words.duration(Math.max(1000, last.atMs - first.atMs));
  const line = (label: string, of: (moment: (typeof history)[number]) => number, speak: (value: number) => string) =>
    trend(words, { label, span, values: history.map(of), speak });
  return html`<div class="trends">
${line(words.t('admin.memory'), ({ rssBytes }) => rssBytes, words.bytes)}
${line(
  words.t('admin.delayShort'),
  ({ loopDelayMs }) => loopDelayMs,
  (ms) => milliseconds(words, ms),
)}
${line(words.t('admin.waitingRuns'), ({ waiting }) => waiting, words.number)}</div>`;
}
