import { z } from 'zod';

const mediaAnswer = z.looseObject({ type: z.string(), remote_url: z.string().nullish() });
const statusAnswer = z.looseObject({ media_attachments: z.array(mediaAnswer) });

/** The address of a picture leads to a smaller one made on the way, and GIFs are called films without being any. */
export function adaptFriendicaStatus(status: unknown): unknown {
  const parsed = statusAnswer.safeParse(status);
  if (!parsed.success) return status;
  return { ...parsed.data, media_attachments: parsed.data.media_attachments.map(adaptMedia) };
}

function adaptMedia(media: z.infer<typeof mediaAnswer>): unknown {
  if (media.type !== 'image' && media.type !== 'gifv') return media;
  return { ...media, type: 'image', url: media.remote_url || media.url };
}
