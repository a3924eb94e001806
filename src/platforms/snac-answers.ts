import { z } from 'zod';
import type { ApiClient } from './http.ts';
import type { EditBody, InstanceFacts } from './mastodon-api/dialect.ts';
import type { RemotePost } from './platform.ts';

/*
 * snac's answers brought into the usual form.
 */

const instance = z.object({
  uri: z.string().min(1),
  title: z.string().nullish(),
  configuration: z
    .object({ statuses: z.object({ max_media_attachments: z.number().int().positive().nullish() }).nullish() })
    .nullish()
    .catch(null),
});

/** It has the old instance API alone, which tells no limit of a description. */
export async function readSnacFacts(api: ApiClient, signal: AbortSignal | undefined): Promise<InstanceFacts> {
  const { data } = await api.get('/api/v1/instance', instance, { signal });
  return {
    domain: data.uri.toLowerCase(),
    title: data.title || data.uri,
    descriptionLimit: null,
    descriptionMinimum: null,
    maxMediaAttachments: data.configuration?.statuses?.max_media_attachments ?? null,
  };
}

const picture = z.looseObject({ url: z.string() });
const post = z.looseObject({ media_attachments: z.array(picture) });
const boosted = z.looseObject({ reblog: post });

/**
 * A post that somebody boosted is shown as their boost, its author's or not; what counts is inside. Pictures are named
 * by their file: by their place in the post, as here, one would take over the name of another that was removed.
 */
export function adaptSnacStatus(status: unknown): unknown {
  const inside = boosted.safeParse(status).data?.reblog ?? post.safeParse(status).data;
  if (!inside) return status;
  const names = inside.media_attachments.map(({ url }) => url);
  const named = inside.media_attachments.map((attachment, place) => ({
    ...attachment,
    id: nameOfFile(names, place),
  }));
  // It says "en" of every post.
  return { ...inside, language: null, media_attachments: named };
}

/** The address, and behind it which one it is where a file is there more than once. */
function nameOfFile(addresses: string[], place: number): string {
  const address = addresses[place] ?? '';
  const earlier = addresses.slice(0, place).filter((other) => other === address).length;
  return earlier === 0 ? address : `${address}#${earlier + 1}`;
}

/** The edit's body with pictures under the names that count in it: of a name it does not know snac takes the first. */
export function namedByPlace(body: EditBody, { uri, media }: RemotePost): EditBody {
  const nameOf = (id: string) => `${uri}_${media.findIndex((attachment) => attachment.id === id)}`;
  return {
    ...body,
    media_ids: body.media_ids.map(nameOf),
    media_attributes: body.media_attributes?.map(({ id, description }) => ({ id: nameOf(id), description })),
  };
}
