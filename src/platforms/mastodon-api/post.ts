import type { EditablePost, RemoteMedia, RemotePost } from '../platform.ts';
import { fingerprintOf } from '../safe-edit/fingerprint.ts';
import { htmlToText } from '../text.ts';
import type { MediaAnswer, StatusAnswer } from './answers.ts';

/** A status of the API as a post of ours. */
export function toPost(status: StatusAnswer): RemotePost {
  return {
    id: status.id,
    uri: status.uri,
    url: webAddress(status.url) ?? webAddress(status.uri) ?? '',
    createdAtMs: Date.parse(status.created_at),
    editedAtMs: status.edited_at == null ? null : Date.parse(status.edited_at),
    visibility: status.visibility,
    isReply: status.in_reply_to_id != null,
    isBoost: status.reblog != null,
    spoilerText: status.spoiler_text ?? '',
    sensitive: status.sensitive,
    language: status.language || null,
    text: htmlToText(status.content ?? ''),
    hasPoll: status.poll != null,
    boostsCount: status.reblogs_count ?? 0,
    media: status.media_attachments.map(toMedia),
    ...(status.altwright_peculiarity && { peculiarity: status.altwright_peculiarity }),
  };
}

/** Pages link to it, and a server may say anything (`javascript:…`). */
function webAddress(address: string | null | undefined): string | undefined {
  const protocol = URL.parse(address ?? '')?.protocol;
  return protocol === 'https:' || protocol === 'http:' ? (address ?? undefined) : undefined;
}

function toMedia(media: MediaAnswer): RemoteMedia {
  return {
    id: media.id,
    type: media.type,
    url: media.url || null,
    previewUrl: media.preview_url || null,
    width: media.meta?.original?.width ?? null,
    height: media.meta?.original?.height ?? null,
    description: media.description?.trim() ? media.description : null,
    blurhash: media.blurhash ?? null,
  };
}

/** A post together with what its author typed. */
export function toEditable(post: RemotePost, source: EditablePost['source']): Omit<EditablePost, 'refusal'> {
  return { post, source, fingerprint: fingerprintOf(post, source) };
}
