import { z } from 'zod';
import { changedRetries, pictureKinds } from '../../captioner/captioner.ts';

const sentence = z.object({
  key: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])).exactOptional(),
});

export const errorRecord = z.object({
  category: z.enum(['authentication', 'platform', 'resource', 'validation']),
  sentence,
  retryAtMs: z.number().exactOptional(),
  code: z.string().exactOptional(),
  isLasting: z.boolean().exactOptional(),
  log: z.string().exactOptional(),
});

const media = z.object({
  id: z.string(),
  type: z.enum(['image', 'gifv', 'video', 'audio', 'unknown']),
  url: z.string().nullable(),
  previewUrl: z.string().nullable(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  description: z.string().nullable(),
  blurhash: z.string().nullable(),
});

const post = z.object({
  id: z.string(),
  uri: z.string(),
  url: z.string(),
  createdAtMs: z.number(),
  editedAtMs: z.number().nullable(),
  visibility: z.enum(['public', 'unlisted', 'private', 'direct']),
  isReply: z.boolean(),
  spoilerText: z.string(),
  sensitive: z.boolean(),
  language: z.string().nullable(),
  text: z.string(),
  hasPoll: z.boolean(),
  boostsCount: z.number(),
  media: z.array(media),
});

const finding = z.object({
  id: z.string(),
  severity: z.enum(['error', 'warning', 'info']),
  message: sentence,
  marks: z.array(z.string()).exactOptional(),
});

/** What a picture is found again by; `grey` in base64. */
const fingerprint = z.object({ hash: z.string().regex(/^[0-9a-f]{16}$/), grey: z.base64() });

/** Where a text comes from that was there already: the person's own words, or a draft made earlier. */
export const textOrigin = z.object({
  kind: z.enum(['own text', 'earlier draft']),
  /** The picture it was written for. */
  imageId: z.string().nullable(),
  at: z.number(),
});

/**
 * What a run tells while it works. Each but `words` is numbered and applied exactly once; `words` are live only and
 * carry the text so far, so that losing or doubling one changes nothing. `ended` is the truth about how a run ended.
 */
export const taskEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('step'), step: z.enum(['connecting', 'listing', 'describing']) }),
  z.object({ type: z.literal('page'), posts: z.array(post) }),
  z.object({ type: z.literal('chosen'), imageIds: z.array(z.string()), posts: z.number().int() }),
  z.object({ type: z.literal('skipped'), images: z.number().int() }),
  /** Every post before the cursor was told and chosen from; null at the end. */
  z.object({ type: z.literal('reached'), cursor: z.string().nullable() }),
  z.object({ type: z.literal('listed') }),
  z.object({
    type: z.literal('prepared'),
    imageId: z.string(),
    width: z.number(),
    height: z.number(),
    sha256: z.string(),
    thumbhash: z.string(),
    /** What is not known is left out. */
    kind: z.enum(pictureKinds).exactOptional(),
    visibleText: z.string().exactOptional(),
    fingerprint: fingerprint.exactOptional(),
  }),
  z.object({ type: z.literal('words'), imageId: z.string(), text: z.string() }),
  z.object({
    type: z.literal('drafted'),
    imageId: z.string(),
    text: z.string(),
    /** With `model` and `promptVersion` null where the text is the person's own. */
    raw: z.string().nullable(),
    model: z.string().nullable(),
    promptVersion: z.string().nullable(),
    language: z.string(),
    findings: z.array(finding),
    timings: z.record(z.string(), z.number()).nullable(),
    /** Why the model was asked a second time, in another way. */
    changedRetry: z.enum(changedRetries).nullable().default(null),
    isReused: z.boolean(),
    /** Of a text there was already. */
    origin: textOrigin.exactOptional(),
    /** Of what the model was asked for: see `requestKeyOf`. */
    requestKey: z.string().exactOptional(),
  }),
  z.object({
    type: z.literal('failed'),
    imageId: z.string(),
    stage: z.enum(['download', 'prepare', 'describe']),
    error: errorRecord,
  }),
  z.object({
    type: z.literal('ended'),
    /** `paused`: asked to stop between two pictures; its next attempt goes on there. */
    outcome: z.enum(['completed', 'cancelled', 'failed', 'paused']),
    error: errorRecord.exactOptional(),
  }),
]);

export type TaskEvent = z.infer<typeof taskEvent>;
/** Tells an event, with the thumbnail that belongs to a `prepared` one. */
export type Tell = (event: TaskEvent, thumbnail?: Uint8Array) => void;

export type EndedEvent = Extract<TaskEvent, { type: 'ended' }>;
/** A picture that could not be described. */
export type FailedEvent = Extract<TaskEvent, { type: 'failed' }>;

/** An event on its way, with the thumbnail (WebP) that belongs to a `prepared` one. `seq` counts from 1; 0 for words. */
export type TaskMessage = { taskId: string; attempt: number; seq: number; event: TaskEvent; thumbnail?: Uint8Array };
