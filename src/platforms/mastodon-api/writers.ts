import type { ApiClient } from '../http.ts';
import type { PreparedEdit, WantedDescription } from '../platform.ts';
import type { Writer } from '../safe-edit/writer.ts';
import type { Dialect, EditBody } from './dialect.ts';

type Way = (api: ApiClient, dialect: Dialect) => Writer;

/** The ways in which servers of the Mastodon API are told descriptions, by `capabilities.mode`. */
export function writerOf(api: ApiClient, dialect: Dialect): Writer {
  const ways: Partial<Record<Dialect['capabilities']['mode'], Way>> = {
    statusEdit: statusEditWriter,
    mediaThenStatus: mediaThenStatusWriter,
    mediaOnly: mediaWriter,
  };
  const way = ways[dialect.capabilities.mode];
  if (!way) throw new TypeError(`${dialect.name} does not write over the Mastodon API`);
  return way(api, dialect);
}

/** One PUT of the post carries everything. */
function statusEditWriter(api: ApiClient, dialect: Dialect): Writer {
  return { isAtomic: true, send: (edit) => putStatus(api, dialect, edit) };
}

/** The uploads first; the post shows them when it is edited with the same uploads. */
function mediaThenStatusWriter(api: ApiClient, dialect: Dialect): Writer {
  return {
    isAtomic: true,
    async send(edit) {
      for (const change of edit.changed) await putMedia(api, change);
      await putStatus(api, dialect, edit);
    },
  };
}

/** Each picture by itself; the post is not touched. */
function mediaWriter(api: ApiClient): Writer {
  return {
    isAtomic: false,
    async send({ changed }) {
      for (const change of changed) await putMedia(api, change);
    },
  };
}

function putStatus(api: ApiClient, dialect: Dialect, edit: PreparedEdit): Promise<void> {
  const body = dialect.adaptBody?.(completeBody(edit), edit.before) ?? completeBody(edit);
  return api.put(`/api/v1/statuses/${encodeURIComponent(edit.postId)}`, body);
}

function putMedia(api: ApiClient, { mediaId, description }: WantedDescription): Promise<void> {
  return api.put(`/api/v1/media/${encodeURIComponent(mediaId)}`, { description });
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
