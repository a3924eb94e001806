import { z } from 'zod';
import type { Dialect } from './dialect.ts';

/*
 * The parts of the Mastodon API's answers that Altwright reads; anything more is let through unread.
 * https://docs.joinmastodon.org/entities/
 */

/** Several times what any server allows in a post: one of thousands would hold up everybody's writing. */
const mostMedia = 64;

/** A circle of people that only one server knows is taken for the smallest: it is no more than that to be sure of. */
const visibility = z.string().pipe(z.enum(['public', 'unlisted', 'private', 'direct']).catch('direct'));

const size = z.object({ width: z.number().nullish(), height: z.number().nullish() });

export const mediaAnswer = z.object({
  id: z.string().min(1),
  type: z.enum(['image', 'gifv', 'video', 'audio', 'unknown']).catch('unknown'),
  url: z.string().nullish(),
  preview_url: z.string().nullish(),
  description: z.string().nullish(),
  blurhash: z.string().nullish(),
  meta: z.object({ original: size.nullish() }).nullish().catch(null),
});

export const statusAnswer = z.object({
  id: z.string().min(1),
  uri: z.string(),
  url: z.string().nullish(),
  created_at: z.iso.datetime({ offset: true }),
  edited_at: z.iso.datetime({ offset: true }).nullish(),
  visibility,
  in_reply_to_id: z.string().nullish(),
  reblog: z.unknown(),
  spoiler_text: z.string().nullish(),
  sensitive: z.boolean(),
  language: z.string().nullish(),
  content: z.string().nullish(),
  poll: z.unknown(),
  reblogs_count: z.number().nullish(),
  account: z.object({ id: z.string() }),
  media_attachments: z.array(mediaAnswer).max(mostMedia),
  /** Put there by `adaptStatus`; no server has such a key. */
  altwright_peculiarity: z.enum(['quote', 'list']).optional().catch(undefined),
});

/** A status as the dialect gives it. */
export function statusAnswerOf({ adaptStatus }: Pick<Dialect, 'adaptStatus'>): z.ZodType<StatusAnswer> {
  return adaptStatus ? z.preprocess(adaptStatus, statusAnswer) : statusAnswer;
}

export const sourceAnswer = z.object({
  text: z.string().nullable(),
  spoiler_text: z.string().nullish(),
  content_type: z.string().nullish(),
});

export const accountAnswer = z.object({
  id: z.string().min(1),
  username: z.string().min(1),
  display_name: z.string().nullish(),
  url: z.string(),
  avatar: z.string().nullish(),
});

export const appAnswer = z.object({ client_id: z.string().min(1), client_secret: z.string().min(1) });

const mediaLimits = z.object({
  description_limit: z.number().int().positive().nullish(),
  description_minimum: z.number().int().nonnegative().nullish(),
});

export const instanceAnswer = z.object({
  domain: z.string().min(1),
  /** GoToSocial on a split domain: what its handles end with. */
  account_domain: z.string().min(1).nullish(),
  title: z.string().nullish(),
  configuration: z
    .object({
      media_attachments: mediaLimits.nullish().catch(null),
      statuses: z.object({ max_media_attachments: z.number().int().positive().nullish() }).nullish().catch(null),
    })
    .nullish()
    .catch(null),
});

export type MediaAnswer = z.infer<typeof mediaAnswer>;
export type StatusAnswer = z.infer<typeof statusAnswer>;
export type SourceAnswer = z.infer<typeof sourceAnswer>;
