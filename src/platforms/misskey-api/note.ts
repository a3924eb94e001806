import type { EditablePost, RemoteMedia, RemotePost, Visibility } from '../platform.ts';
import { fingerprintOf } from '../safe-edit/fingerprint.ts';
import type { FileAnswer, NoteAnswer } from './answers.ts';
import { mfmToText } from './mfm.ts';

const visibilities: Record<NoteAnswer['visibility'], Visibility> = {
  public: 'public',
  home: 'unlisted',
  followers: 'private',
  specified: 'direct',
};

/** A note of one's own server as a post of ours; its addresses are not in the answer. */
export function toPost(note: NoteAnswer, origin: string): RemotePost {
  const address = `${origin}/notes/${note.id}`;
  return {
    id: note.id,
    uri: address,
    url: address,
    createdAtMs: Date.parse(note.createdAt),
    editedAtMs: note.updatedAt == null ? null : Date.parse(note.updatedAt),
    visibility: visibilities[note.visibility],
    isReply: note.replyId != null,
    isBoost: isRenote(note),
    spoilerText: note.cw ?? '',
    sensitive: note.files.some(({ isSensitive }) => isSensitive),
    language: null,
    text: mfmToText(note.text ?? ''),
    hasPoll: note.poll != null,
    boostsCount: note.renoteCount ?? 0,
    media: note.files.map(toMedia),
  };
}

/** A renote with words or files of its own is a quote. */
function isRenote({ renoteId, text, files, poll }: NoteAnswer): boolean {
  return renoteId != null && !text && files.length === 0 && poll == null;
}

function toMedia(file: FileAnswer): RemoteMedia {
  return {
    id: file.id,
    type: mediaType(file.type),
    url: file.url || null,
    previewUrl: file.thumbnailUrl || null,
    width: file.properties?.width ?? null,
    height: file.properties?.height ?? null,
    description: file.comment?.trim() ? file.comment : null,
    blurhash: file.blurhash ?? null,
  };
}

function mediaType(mimeType: string): RemoteMedia['type'] {
  const kind = mimeType.split('/')[0];
  return kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'unknown';
}

/** A note with what its author typed; the API gives nothing else. */
export function toEditable(note: NoteAnswer, origin: string): Omit<EditablePost, 'refusal'> {
  const post = toPost(note, origin);
  const source = { text: note.text ?? '', spoilerText: note.cw ?? '', contentType: null };
  return { post, source, fingerprint: fingerprintOf(post, source) };
}
