import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { ErrorRecord } from '../../src/lib/errors.ts';
import { platformConnections } from './connections.ts';
import { users } from './people.ts';

/** What is described by itself for a connection: new posts, and the archive night by night. */
export const watches = sqliteTable('watches', {
  connectionId: text('connection_id')
    .primaryKey()
    .references(() => platformConnections.id, { onDelete: 'cascade' }),
  userId: text('user_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' }),
  model: text('model').notNull(),
  isWatching: integer('is_watching', { mode: 'boolean' }).notNull().default(false),
  /** A new post is left alone for so long, so that the person can still write her own words. */
  patienceMinutes: integer('patience_minutes').notNull().default(60),
  /** Posts before it are none of the watching's business: from before it was turned on, or seen to. */
  watchesSince: integer('watches_since'),
  nextLookAt: integer('next_look_at'),
  lastLookAt: integer('last_look_at'),
  lookError: text('look_error', { mode: 'json' }).$type<ErrorRecord>(),
  /** Looks in a row that came to nothing. */
  failedLooks: integer('failed_looks').notNull().default(0),
  /** Pictures of the archive described each night; 0 for none. */
  nightlyPictures: integer('nightly_pictures').notNull().default(0),
  /** The hour of this machine's day at which a night begins. */
  nightHour: integer('night_hour').notNull().default(2),
  /** The archive is what was posted before. */
  archiveUntil: integer('archive_until'),
  /** Where in the archive the next night goes on, as the server's own cursor; null for its newest end. */
  archiveCursor: text('archive_cursor'),
  nextNightAt: integer('next_night_at'),
  archiveDoneAt: integer('archive_done_at'),
  /**
   * Drafts of scheduled runs made after it are published without asking: only where the person turned that on for this
   * connection.
   */
  publishesUnaskedSince: integer('publishes_unasked_since'),
  /** Scheduled runs that ended before it have been seen to. */
  settledUntil: integer('settled_until').notNull(),
  /** When the person was last told of drafts that wait. */
  draftsToldAt: integer('drafts_told_at'),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
});
