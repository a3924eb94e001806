import { createHash } from 'node:crypto';
import type { EditablePost, RemotePost } from '../platform.ts';
import { normalize } from '../text.ts';

/**
 * Hash of everything an edit could lose, in two halves: first what Altwright must never change, then that together with
 * the descriptions and the time of the last edit. Servers without `edited_at` (Hollo) are covered by the rest.
 */
export function fingerprintOf(post: RemotePost, source: EditablePost['source']): string {
  const untouchable = [
    normalize(source.text),
    normalize(source.spoilerText),
    post.sensitive,
    post.language,
    post.visibility,
    post.isReply,
    post.hasPoll,
    post.media.map(({ id }) => id),
  ];
  const descriptions = post.media.map(({ description }) => description);
  return `${hash(untouchable)}.${hash([untouchable, source, descriptions, post.editedAtMs])}`;
}

/** Whether two fingerprints are of posts that differ in nothing but descriptions. */
export function sameBesidesDescriptions(one: string, other: string): boolean {
  return one.split('.')[0] === other.split('.')[0];
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url');
}
