import { type ImageRow, listImagesOfPost } from './decisions.ts';
import type { Db } from './open.ts';

/** What the other pictures of a picture's post are described by: their drafts, else what stands in the post. */
export function listSiblingTexts(db: Db, { id, postId }: Pick<ImageRow, 'id' | 'postId'>): string[] {
  const others = listImagesOfPost(db, postId).filter((other) => other.id !== id && other.state !== 'gone');
  return others.flatMap((other) => ownText(other) ?? saidOnServer(other) ?? []);
}

/** What its person has turned down describes nothing. */
const ownText = ({ state, text }: ImageRow): string | null => (state === 'rejected' ? null : text);

/** A file name or a lone "image" tells the model nothing, or something wrong. */
export const saidOnServer = ({ remoteDescription, saysNothing }: ImageRow): string | null =>
  saysNothing ? null : remoteDescription;
