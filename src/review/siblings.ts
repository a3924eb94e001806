import { type ImageRow, listImagesOfPost } from '../../db/decisions.ts';
import type { Db } from '../../db/open.ts';

/** What the other pictures of a picture's post are described by: their drafts, else what stands in the post. */
export function siblingTexts(db: Db, { id, postId }: ImageRow): string[] {
  const others = listImagesOfPost(db, postId).filter((other) => other.id !== id);
  return others.flatMap((other) => other.text ?? saidOnServer(other) ?? []);
}

/** A file name or a lone "image" tells the model nothing, or something wrong. */
export const saidOnServer = ({ remoteDescription, saysNothing }: ImageRow): string | null =>
  saysNothing ? null : remoteDescription;
