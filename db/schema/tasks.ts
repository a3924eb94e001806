import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Scope } from '../../src/generation/run/scope.ts';
import type { ErrorRecord } from '../../src/lib/errors.ts';
import type { Sentence } from '../../src/lib/sentence.ts';
import { platformConnections } from './connections.ts';
import { users } from './people.ts';

export const taskStatuses = ['queued', 'running', 'held', 'completed', 'failed', 'cancelled'] as const;

/** A place between two pages of posts: all before it is in the rows. `cursor`: the server's own; null behind the last page. */
export type Reached = { cursor: string | null; postsSeen: number; imagesSkipped: number; atMs: number };

export const captionGenerationTasks = sqliteTable(
  'caption_generation_tasks',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    connectionId: text('connection_id')
      .notNull()
      .references(() => platformConnections.id, { onDelete: 'cascade' }),
    kind: text('kind', { enum: ['run', 'scheduled'] })
      .notNull()
      .default('run'),
    status: text('status', { enum: taskStatuses }).notNull().default('queued'),
    /** Smaller goes first: administrators 1, members 10. */
    priority: integer('priority').notNull(),
    settings: text('settings', { mode: 'json' }),
    /** Which posts a scheduled run looks at; null for a person's own, whose settings say so. */
    scope: text('scope', { mode: 'json' }).$type<Scope>(),
    model: text('model').notNull(),
    /** Raised by every claim; events of an earlier attempt are refused. */
    attempt: integer('attempt').notNull().default(0),
    /** Tries that ended in an error the policy counts. */
    tries: integer('tries').notNull().default(0),
    /** The sequence number of the last event applied in this attempt. */
    lastSeq: integer('last_seq').notNull().default(0),
    cancelRequestedAt: integer('cancel_requested_at'),
    /** Its owner or an administrator wants it to pause; kept, so that a crash forgets no wish. */
    holdRequestedAt: integer('hold_requested_at'),
    /** The helper that works on it; null while this machine does. */
    workerId: text('worker_id'),
    /** The name of the claim under which its job is held. */
    holder: text('holder'),
    waitingUntil: integer('waiting_until'),
    waitingReason: text('waiting_reason', { mode: 'json' }).$type<Sentence>(),
    /** Since when it has been kept from getting on; null again with the first draft. */
    waitingSince: integer('waiting_since'),
    step: text('step', { enum: ['waiting', 'connecting', 'listing', 'describing', 'done'] })
      .notNull()
      .default('waiting'),
    /** How far the listing has come, so that a later attempt goes on there; null before its first page. */
    reached: text('reached', { mode: 'json' }).$type<Reached>(),
    isListed: integer('is_listed', { mode: 'boolean' }).notNull().default(false),
    /** Never goes back, whatever a resumed attempt finds. */
    percent: real('percent').notNull().default(0),
    postsSeen: integer('posts_seen').notNull().default(0),
    postsChosen: integer('posts_chosen').notNull().default(0),
    imagesFound: integer('images_found').notNull().default(0),
    imagesDrafted: integer('images_drafted').notNull().default(0),
    imagesFailed: integer('images_failed').notNull().default(0),
    imagesSkipped: integer('images_skipped').notNull().default(0),
    imagesReused: integer('images_reused').notNull().default(0),
    /** Time spent running, over all attempts. */
    workedMs: integer('worked_ms').notNull().default(0),
    createdAt: integer('created_at').notNull(),
    startedAt: integer('started_at'),
    completedAt: integer('completed_at'),
    error: text('error', { mode: 'json' }).$type<ErrorRecord>(),
    results: text('results', { mode: 'json' }),
    /** What stays of a finished run once its details were cleaned up. */
    summary: text('summary', { mode: 'json' }).$type<Sentence>(),
    cleanedAt: integer('cleaned_at'),
  },
  (table) => [
    uniqueIndex('tasks_one_active_run')
      .on(table.userId)
      .where(sql`kind = 'run' and status in ('queued', 'running', 'held')`),
    uniqueIndex('tasks_one_scheduled')
      .on(table.connectionId)
      .where(sql`kind = 'scheduled' and status in ('queued', 'running', 'held')`),
    uniqueIndex('tasks_one_running').on(table.userId).where(sql`status = 'running'`),
    index('tasks_queued').on(table.priority, table.createdAt).where(sql`status = 'queued'`),
    index('tasks_scheduled_ended').on(table.connectionId, table.completedAt).where(sql`kind = 'scheduled'`),
    index('tasks_user').on(table.userId, table.createdAt),
    index('tasks_status').on(table.status),
    index('tasks_uncleaned').on(table.completedAt).where(sql`completed_at is not null and cleaned_at is null`),
  ],
);

export const taskEvents = sqliteTable(
  'task_events',
  {
    taskId: text('task_id')
      .notNull()
      .references(() => captionGenerationTasks.id, { onDelete: 'cascade' }),
    attempt: integer('attempt').notNull(),
    seq: integer('seq').notNull(),
    type: text('type').notNull(),
    event: text('event', { mode: 'json' }).notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.taskId, table.attempt, table.seq] })],
);

/** The jobs of the SQLite queue engine. A job knows only its task's id; the truth about the task is the task's row. */
export const queueJobs = sqliteTable(
  'queue_jobs',
  {
    taskId: text('task_id').primaryKey(),
    priority: integer('priority').notNull(),
    runAt: integer('run_at').notNull(),
    enqueuedAt: integer('enqueued_at').notNull(),
    workerId: text('worker_id'),
    leaseUntil: integer('lease_until'),
  },
  (table) => [
    index('queue_jobs_order').on(table.priority, table.enqueuedAt),
    index('queue_jobs_held').on(table.leaseUntil).where(sql`worker_id is not null`),
  ],
);
