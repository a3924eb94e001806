import { z } from 'zod';
import type { Dialect } from '../mastodon-api/dialect.ts';

const instanceAnswer = z.object({
  uri: z.string().min(1),
  title: z.string().nullish(),
  description_limit: z.number().int().positive().nullish().catch(null),
  max_media_attachments: z.number().int().positive().nullish().catch(null),
});

/** From the first instance API, which all versions have. Some write a whole address where the domain belongs. */
export const readPleromaFacts: NonNullable<Dialect['readFacts']> = async (api, signal) => {
  const { data } = await api.get('/api/v1/instance', instanceAnswer, { signal });
  const domain = (URL.parse(data.uri)?.host || data.uri).toLowerCase();
  return {
    domain,
    title: data.title || domain,
    descriptionLimit: data.description_limit ?? null,
    descriptionMinimum: null,
    maxMediaAttachments: data.max_media_attachments ?? null,
  };
};
