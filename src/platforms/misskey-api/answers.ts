import { z } from 'zod';

/*
 * The parts of Misskey's answers that Altwright reads; anything more is let through unread.
 * https://misskey-hub.net/docs/for-developers/api/
 */

/** Several times what any server allows in a note. */
const mostFiles = 64;

/** A circle of people that only one server knows is taken for the smallest. */
const visibility = z.string().pipe(z.enum(['public', 'home', 'followers', 'specified']).catch('specified'));

const size = z.object({ width: z.number().nullish(), height: z.number().nullish() });

export const fileAnswer = z.object({
  id: z.string().min(1),
  /** A MIME type. */
  type: z.string(),
  url: z.string().nullish(),
  thumbnailUrl: z.string().nullish(),
  /** The description. */
  comment: z.string().nullish(),
  isSensitive: z.boolean(),
  blurhash: z.string().nullish(),
  properties: size.nullish().catch(null),
});

export const noteAnswer = z.object({
  id: z.string().min(1),
  createdAt: z.iso.datetime({ offset: true }),
  /** Sharkey and CherryPick let notes be edited. */
  updatedAt: z.iso.datetime({ offset: true }).nullish().catch(null),
  userId: z.string(),
  /** What was typed, in MFM. */
  text: z.string().nullish(),
  cw: z.string().nullish(),
  visibility,
  replyId: z.string().nullish(),
  renoteId: z.string().nullish(),
  poll: z.unknown().optional(),
  renoteCount: z.number().nullish(),
  /** A file that was deleted keeps its id in `fileIds` and is missing here. */
  files: z.array(fileAnswer).max(mostFiles),
});

/** Servers may give more than was asked for, within reason. */
export const notesAnswer = z.array(noteAnswer).max(500);

export const accountAnswer = z.object({
  id: z.string().min(1),
  username: z.string().min(1),
  name: z.string().nullish(),
  avatarUrl: z.string().nullish(),
});

const length = z.number().int().positive().nullish().catch(null);

export const metaAnswer = z.object({
  name: z.string().nullish(),
  /** Sharkey from 2025 on. */
  maxAltTextLength: length,
  /** Firefish and Iceshrimp. */
  maxCaptionTextLength: length,
});

export const checkAnswer = z.union([
  z.object({ ok: z.literal(true), token: z.string().min(1) }),
  z.object({ ok: z.literal(false) }),
]);

export type FileAnswer = z.infer<typeof fileAnswer>;
export type NoteAnswer = z.infer<typeof noteAnswer>;
