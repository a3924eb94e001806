import type { ApiClient } from '../http.ts';
import type { PreparedEdit, WantedDescription } from '../platform.ts';
import type { Dialect, EditBody } from './dialect.ts';

/** The post with everything in it, sent once. */
export function putStatus(api: ApiClient, dialect: Dialect, edit: PreparedEdit): Promise<void> {
  const body = dialect.adaptBody?.(completeBody(edit), edit.before) ?? completeBody(edit);
  return api.put(`/api/v1/statuses/${encodeURIComponent(edit.postId)}`, body);
}

/** One picture's description, sent once. */
export function putMedia(api: ApiClient, { mediaId, description }: WantedDescription): Promise<void> {
  return api.put(mediaPath(mediaId), { description });
}

export function mediaPath(mediaId: string): string {
  return `/api/v1/media/${encodeURIComponent(mediaId)}`;
}

function completeBody({ before: { post, source }, changed }: PreparedEdit): EditBody {
  return {
    status: source.text,
    spoiler_text: source.spoilerText,
    sensitive: post.sensitive,
    language: post.language ?? undefined,
    media_ids: post.media.map(({ id }) => id),
    media_attributes: changed.map(({ mediaId, description }) => ({ id: mediaId, description })),
  };
}
