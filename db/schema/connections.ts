import { integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Sentence } from '../../src/lib/sentence.ts';
import { users } from './people.ts';

/** One registered app per server and redirect address; servers limit how many may be registered. */
export const oauthApps = sqliteTable(
  'oauth_apps',
  {
    id: text('id').primaryKey(),
    origin: text('origin').notNull(),
    redirectUri: text('redirect_uri').notNull(),
    scopes: text('scopes').notNull(),
    clientId: text('client_id').notNull(),
    clientSecretSealed: text('client_secret_sealed').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [uniqueIndex('oauth_apps_server').on(table.origin, table.redirectUri, table.scopes)],
);

/** A person on the way through a server's consent page: what must be at hand when she comes back. */
export const oauthRequests = sqliteTable('oauth_requests', {
  /** SHA-256 of the `state` parameter in hex. */
  id: text('id').primaryKey(),
  userId: text('user_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' }),
  appId: text('app_id')
    .notNull()
    .references(() => oauthApps.id, { onDelete: 'cascade' }),
  instance: text('instance', { mode: 'json' }).notNull(),
  verifierSealed: text('verifier_sealed').notNull(),
  createdAt: integer('created_at').notNull(),
  expiresAt: integer('expires_at').notNull(),
});

export const platformConnections = sqliteTable(
  'platform_connections',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    origin: text('origin').notNull(),
    family: text('family').notNull(),
    software: text('software').notNull(),
    version: text('version').notNull(),
    /** What detection learned about the server (limits, title), as plain data of the platforms room. */
    instance: text('instance', { mode: 'json' }).notNull(),
    /** When it was learned; null before the first look that was noted. */
    factsReadAt: integer('facts_read_at'),
    accountId: text('account_id').notNull(),
    /** user@host, as people write it. */
    handle: text('handle').notNull(),
    displayName: text('display_name').notNull().default(''),
    accountUrl: text('account_url').notNull().default(''),
    /** Sealed JSON of the platforms room's credentials; the key's id stands in its envelope. */
    credentialsSealed: text('credentials_sealed').notNull(),
    /** When the token is to be renewed by its refresh token, well before it ends; null where it does not end. */
    renewAt: integer('renew_at'),
    oauthAppId: text('oauth_app_id').references(() => oauthApps.id, { onDelete: 'set null' }),
    /** `expired`: the token died; everything of the connection waits until the person connects again. */
    status: text('status', { enum: ['active', 'expired'] })
      .notNull()
      .default('active'),
    statusReason: text('status_reason', { mode: 'json' }).$type<Sentence>(),
    /** When the person read the warning about edited marks and notifications. */
    warningAcceptedAt: integer('warning_accepted_at'),
    /** Nothing is known of what an edit does on its server: approved texts are copied by hand, unless `editsAllowedAt`. */
    isUnproven: integer('is_unproven', { mode: 'boolean' }).notNull().default(false),
    /** When the person let Altwright edit on an unproven server after all. */
    editsAllowedAt: integer('edits_allowed_at'),
    createdAt: integer('created_at').notNull(),
    verifiedAt: integer('verified_at').notNull(),
  },
  (table) => [uniqueIndex('platform_connections_account').on(table.userId, table.origin, table.accountId)],
);

export const captionSettings = sqliteTable(
  'caption_settings',
  {
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    connectionId: text('connection_id')
      .notNull()
      .references(() => platformConnections.id, { onDelete: 'cascade' }),
    settings: text('settings', { mode: 'json' }).notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.connectionId] })],
);
