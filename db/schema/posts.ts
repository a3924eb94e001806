import { sql } from 'drizzle-orm';
import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { ErrorRecord } from '../../src/lib/errors.ts';
import type { Sentence } from '../../src/lib/sentence.ts';
import { platformConnections } from './connections.ts';
import { users } from './people.ts';
import { captionGenerationTasks } from './tasks.ts';

export const imageStates = [
  'found',
  'prepared',
  'drafted',
  'approved',
  'publishing',
  'published',
  'rejected',
  'described',
  'decorative',
  'failed',
  'conflict',
  'gone',
] as const;

export const pictureKinds = ['photo', 'screenshot', 'document', 'meme', 'chart', 'artwork', 'animation'] as const;

export type Finding = { id: string; severity: 'error' | 'warning' | 'info'; message: Sentence; marks?: string[] };

export const posts = sqliteTable(
  'posts',
  {
    id: text('id').primaryKey(),
    connectionId: text('connection_id')
      .notNull()
      .references(() => platformConnections.id, { onDelete: 'cascade' }),
    /** The server's id. It may change on an edit (snac); `uri` is what identifies a post. */
    remoteId: text('remote_id').notNull(),
    uri: text('uri').notNull(),
    url: text('url').notNull(),
    text: text('text').notNull(),
    spoilerText: text('spoiler_text').notNull(),
    isSensitive: integer('is_sensitive', { mode: 'boolean' }).notNull(),
    isReply: integer('is_reply', { mode: 'boolean' }).notNull(),
    hasPoll: integer('has_poll', { mode: 'boolean' }).notNull(),
    visibility: text('visibility', { enum: ['public', 'unlisted', 'private', 'direct'] }).notNull(),
    language: text('language'),
    boostsCount: integer('boosts_count').notNull().default(0),
    postedAt: integer('posted_at').notNull(),
    editedAt: integer('edited_at'),
    /** `editedAt` as Altwright's own last write left it: an edit of that time is no sign of a person at work. */
    ownEditedAt: integer('own_edited_at'),
    seenAt: integer('seen_at').notNull(),
    /** Since when the person does not want to be asked about this post, whatever is added to it later; null: she may be. */
    dismissedAt: integer('dismissed_at'),
  },
  (table) => [
    uniqueIndex('posts_uri').on(table.connectionId, table.uri),
    index('posts_connection').on(table.connectionId, table.postedAt),
  ],
);

/** One attachment of a post, with the state of its description. The model's text and a person's stand in caption_versions. */
export const images = sqliteTable(
  'images',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    connectionId: text('connection_id')
      .notNull()
      .references(() => platformConnections.id, { onDelete: 'cascade' }),
    postId: text('post_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    mediaId: text('media_id').notNull(),
    position: integer('position').notNull(),
    /** Copied from the post, so that the review pages read one index. */
    postedAt: integer('posted_at').notNull(),
    type: text('type', { enum: ['image', 'gifv', 'video', 'audio', 'unknown'] }).notNull(),
    url: text('url'),
    previewUrl: text('preview_url'),
    width: integer('width'),
    height: integer('height'),
    thumbhash: text('thumbhash'),
    blurhash: text('blurhash'),
    sha256: text('sha256'),
    /** What it is, where that could be told. */
    kind: text('kind', { enum: pictureKinds }),
    /** The text that was read in it, a line each; empty when there is none, null when nobody looked. */
    visibleText: text('visible_text'),
    state: text('state', { enum: imageStates }).notNull().default('found'),
    /** The state it had before it was gone; a decision counts again where the picture comes back. */
    goneFrom: text('gone_from', { enum: imageStates }),
    /** The run that last worked on it; groups the review. */
    taskId: text('task_id').references(() => captionGenerationTasks.id, { onDelete: 'set null' }),
    /** What the server had when it was last read; null when it had nothing. */
    remoteDescription: text('remote_description'),
    /** Whether that is a file name, a lone "image" or the like. */
    saysNothing: integer('says_nothing', { mode: 'boolean' }).notNull().default(false),
    /** The text as it stands now: the draft, or what the person made of it. Raised `revision` with every change. */
    text: text('text'),
    revision: integer('revision').notNull().default(0),
    /** The description on the server that the person has agreed to replace, or to put another back over; null where none stood. */
    replacedText: text('replaced_text'),
    /** What stood there before Altwright first wrote; null when nothing did. Only of a published picture. */
    originalDescription: text('original_description'),
    /** The person wants a published text taken back; the next write of the post puts a former one there. */
    putsBack: integer('puts_back', { mode: 'boolean' }).notNull().default(false),
    /** Which: empty for none at all, null for `originalDescription`. */
    putBackText: text('put_back_text'),
    findings: text('findings', { mode: 'json' }).$type<Finding[]>(),
    model: text('model'),
    failedStage: text('failed_stage', { enum: ['download', 'prepare', 'describe', 'publish'] }),
    error: text('error', { mode: 'json' }).$type<ErrorRecord>(),
    decidedAt: integer('decided_at'),
    /** Set aside with its whole post, and asked about again with it. */
    dismissedWithPost: integer('dismissed_with_post', { mode: 'boolean' }).notNull().default(false),
    /** When its draft was approved without asking the person; happens once only, whatever she decides afterwards. */
    approvedUnaskedAt: integer('approved_unasked_at'),
    publishedAt: integer('published_at'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [
    uniqueIndex('images_media').on(table.postId, table.mediaId),
    // Review lists read one of these per state, newest post first and the pictures of a post in their order.
    index('images_review').on(table.connectionId, table.state, sql`posted_at desc`, sql`post_id desc`, table.position),
    index('images_task_review').on(table.taskId, table.state, sql`posted_at desc`, sql`post_id desc`, table.position),
    index('images_task').on(table.taskId, table.postedAt, table.position),
    index('images_says_nothing')
      .on(table.connectionId, table.state, sql`posted_at desc`, sql`post_id desc`, table.position)
      .where(sql`says_nothing = 1`),
    index('images_user').on(table.userId, table.state),
    index('images_sha256').on(table.userId, table.sha256).where(sql`sha256 is not null`),
  ],
);

/**
 * A text there was already for the same picture: the person's own words, or a draft made earlier. `imageId`: the picture
 * it was made for, which may be gone; `at`: when it was written, or approved as it was.
 */
export type TextOrigin = { kind: 'own text' | 'earlier draft'; imageId: string | null; at: number };

export const captionVersions = sqliteTable(
  'caption_versions',
  {
    id: text('id').primaryKey(),
    imageId: text('image_id')
      .notNull()
      .references(() => images.id, { onDelete: 'cascade' }),
    /** `former`: what stood in the post before a write of Altwright's; empty where nothing did. */
    kind: text('kind', { enum: ['draft', 'edit', 'former', 'published', 'put back'] }).notNull(),
    text: text('text').notNull(),
    /** What the model said before cleaning; only of a draft. */
    raw: text('raw'),
    model: text('model'),
    promptVersion: text('prompt_version'),
    timings: text('timings', { mode: 'json' }),
    /** Why the model was asked a second time, in another way; null when it was not. */
    changedRetry: text('changed_retry'),
    /** What the person wished for when she asked again. */
    hint: text('hint'),
    /** The language it was asked for in; `und` where that was not known. Of a draft, and of an edit that was made of it. */
    language: text('language'),
    /** Where the text of a draft comes from, when no model was asked for it. */
    origin: text('origin', { mode: 'json' }).$type<TextOrigin>(),
    taskId: text('task_id'),
    userId: text('user_id').references(() => users.id, { onDelete: 'set null' }),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    index('caption_versions_image').on(table.imageId, table.createdAt),
    uniqueIndex('caption_versions_one_draft')
      .on(table.imageId, table.taskId)
      .where(sql`kind = 'draft' and task_id is not null`),
  ],
);

/** The last draft of each picture, so that none is described twice for one person. Never read for another person. */
export const captionCache = sqliteTable(
  'caption_cache',
  {
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    sha256: text('sha256').notNull(),
    model: text('model').notNull(),
    promptVersion: text('prompt_version').notNull(),
    language: text('language').notNull(),
    /** What else the draft depends on: its length, and what the person wants for all of her pictures. */
    requestKey: text('request_key').notNull().default(''),
    /** The picture it was made for; it may be gone. */
    imageId: text('image_id'),
    text: text('text').notNull(),
    raw: text('raw').notNull(),
    findings: text('findings', { mode: 'json' }).$type<Finding[]>().notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.sha256, table.model, table.promptVersion, table.language] })],
);

/** What pictures are found again by when they were encoded, resized or cut anew. Numbers grow and none is used twice. */
export const pictureFingerprints = sqliteTable(
  'picture_fingerprints',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    imageId: text('image_id')
      .notNull()
      .references(() => images.id, { onDelete: 'cascade' }),
    /** Of the perceptual hash, the first and the last 32 bits as unsigned numbers. */
    hashHigh: integer('hash_high').notNull(),
    hashLow: integer('hash_low').notNull(),
    /** Brightness of 32 × 32 fields, row by row. */
    grey: blob('grey', { mode: 'buffer' }).notNull(),
  },
  (table) => [
    uniqueIndex('picture_fingerprints_image').on(table.imageId),
    index('picture_fingerprints_user').on(table.userId, table.id, table.hashHigh, table.hashLow),
  ],
);

export const publicationStates = [
  'waiting',
  'publishing',
  'published',
  'failed',
  'conflict',
  'refused',
  'gone',
  'cancelled',
] as const;

export type FormerDescription = { mediaId: string; description: string | null };

/** One write to one post. Decisions are made picture by picture, posts are written once. */
export const publications = sqliteTable(
  'publications',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    connectionId: text('connection_id')
      .notNull()
      .references(() => platformConnections.id, { onDelete: 'cascade' }),
    postId: text('post_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    state: text('state', { enum: publicationStates }).notNull().default('waiting'),
    notBefore: integer('not_before').notNull(),
    /** When its person asked for it to be published now; quiet hours do not hold it up. */
    askedAt: integer('asked_at'),
    attempts: integer('attempts').notNull().default(0),
    reason: text('reason', { mode: 'json' }).$type<Sentence>(),
    error: text('error', { mode: 'json' }).$type<ErrorRecord>(),
    /** What stood in the post before the write; committed durably before the write starts. */
    former: text('former', { mode: 'json' }).$type<FormerDescription[]>(),
    /** What the write wanted to put there, by media id; settles a write whose answer was lost. */
    wanted: text('wanted', { mode: 'json' }).$type<FormerDescription[]>(),
    /** The post as it was read before the write: fingerprint and all its media ids in order. */
    fingerprint: text('fingerprint'),
    mediaIds: text('media_ids', { mode: 'json' }).$type<string[]>(),
    createdAt: integer('created_at').notNull(),
    /** When the write began. Counts against the pace even when its answer was lost. */
    writtenAt: integer('written_at'),
    finishedAt: integer('finished_at'),
  },
  (table) => [
    uniqueIndex('publications_open').on(table.postId).where(sql`state in ('waiting', 'publishing')`),
    index('publications_pending')
      .on(table.connectionId, table.notBefore)
      .where(sql`state in ('waiting', 'publishing')`),
    index('publications_post').on(table.postId, table.createdAt),
    index('publications_pace').on(table.connectionId, table.writtenAt),
    index('publications_user').on(table.userId, table.createdAt),
  ],
);

export const imageFiles = sqliteTable(
  'image_files',
  {
    imageId: text('image_id')
      .notNull()
      .references(() => images.id, { onDelete: 'cascade' }),
    kind: text('kind', { enum: ['thumbnail'] }).notNull(),
    mimeType: text('mime_type').notNull(),
    sizeBytes: integer('size_bytes').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.imageId, table.kind] })],
);
