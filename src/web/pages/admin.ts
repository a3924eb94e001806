import { Hono } from 'hono';
import { listActiveTasks } from '../../../db/tasks.ts';
import { type ActiveTaskView, type AdminView, adminBody } from '../../../templates/pages/admin.ts';
import { type FiguresView, figuresSection } from '../../../templates/pages/figures.ts';
import { type Config, settings } from '../../config.ts';
import { progressOf } from '../../progress/view.ts';
import type { Env } from '../context.ts';
import { helpersViewOf } from '../helpers-view.ts';
import type { Parts } from '../parts.ts';
import { answerHtml, renderPage } from '../render.ts';
import { runDeedRoutes } from './run-deeds.ts';

/** For administrators: what runs and for whom, what it takes of the machine, how the program is set. */
export function adminPage(parts: Parts): Hono<Env> {
  return new Hono<Env>()
    .get('/', async (c) => {
      const { words } = c.var;
      const body = adminBody(words, await adminViewOf(parts));
      return renderPage(c, parts, { title: words.t('admin.title'), body, streamUrl: '/events?topics=inbox,admin' });
    })
    .get('/figures', async (c) => answerHtml(c, figuresSection(c.var.words, await figuresOf(parts))))
    .route('/tasks', runDeedRoutes(parts, { returnTo: () => '/admin', beforeAll: true }));
}

async function adminViewOf(parts: Parts): Promise<AdminView> {
  const { readers, describedBy, config, clock } = parts;
  const [figures, { images, ...library }] = await Promise.all([figuresOf(parts), readers.countLibrary()]);
  return {
    ...{ figures, tasks: activeTasksOf(parts), nowMs: clock.now(), helpers: helpersViewOf(parts) },
    hosts: parts.hostStates(),
    library: { ...library, images: Object.values(images).reduce((sum, count) => sum + count, 0) },
    settings: shownSettings.map((key) => ({ name: settings[key].name, value: config[key] })),
    model: describedBy?.()?.model ?? null,
  };
}

async function figuresOf({ engine, streams, sampling, limits }: Parts): Promise<FiguresView> {
  const latest = await sampling.latest();
  const { memoryPercent, diskReserveMb } = limits.current();
  return {
    ...{ latest, threads: engine.threads(), streams: streams.count(), memoryPercent },
    diskReserveBytes: diskReserveMb * 1_000_000,
    history: sampling.history().map(({ atMs, rssBytes, loopDelayMs, queue }) => {
      return { atMs, rssBytes, loopDelayMs, waiting: queue ? queue.waiting + queue.delayed : 0 };
    }),
  };
}

/** What runs or waits, everybody's; of the pictures only how many. */
export function activeTasksOf({ reader, connections, clock }: Parts): ActiveTaskView[] {
  const nowMs = clock.now();
  const tasks = listActiveTasks(reader);
  const foremost = tasks.find(({ task }) => task.status === 'queued')?.task.id;
  return tasks.map(({ task, userName }) => {
    const { counts, isCancelling, isHolding } = progressOf(task, nowMs);
    const connection = connections.list(task.userId).find(({ id }) => id === task.connectionId);
    return {
      ...{ id: task.id, kind: task.kind, createdAt: task.createdAt, isCancelling, isHolding },
      canGoFirst: task.status === 'queued' && task.id !== foremost,
      owner: userName,
      handle: connection?.handle ?? '',
      status: task.status as ActiveTaskView['status'],
      found: counts.found,
      settled: counts.drafted + counts.failed,
    };
  });
}

/** Set in the environment, for reading only; what an administrator may wonder about. */
const shownSettings = [
  'modelSlots',
  'editsPerHour',
  'publishAfterMs',
  'inactiveHours',
  'keepFinishedHours',
  'dataDir',
] as const satisfies (keyof Config)[];
