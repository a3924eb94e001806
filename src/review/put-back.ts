import { writeAudit } from '../../db/audit.ts';
import { findOwnPost, type ImageChanges, type ImageRow, listImagesOfPost, updateImages } from '../../db/decisions.ts';
import { type Db, transact } from '../../db/open.ts';
import { findPublication, type PublicationRow } from '../../db/publications.ts';
import type { ReviewItem } from '../../db/review.ts';
import { findVersion, listVersions, stoodInThePost } from '../../db/versions.ts';
import { isSameText } from '../platforms/text.ts';
import { type DecisionTools, decide, type ImageWish, settled, type User } from './decide.ts';
import { refusal } from './texts.ts';
import { requireTransition } from './transitions.ts';

/** `versionId`: a text that stood in the post once; without it, what stood there before Altwright first wrote. */
export type PutBackWish = ImageWish & { versionId?: string };

/**
 * Puts back what stood in the post before, over a text of ours or, where both are shown, over one its owner wrote since.
 * What is ours becomes a draft again once that is done, unless a text of ours was asked for. Throws `not-found`.
 */
export function putBack(tools: DecisionTools, { versionId, ...wish }: PutBackWish): ReviewItem {
  const change = (image: ImageRow, now: number) =>
    wishFor(tools.db, image, versionId === undefined ? null : textOf(tools.db, image, versionId), now);
  return decide(tools, wish, 'put-back', change, { atOnce: true });
}

function textOf(db: Db, image: ImageRow, versionId: string): string {
  const version = findVersion(db, image.id, versionId);
  if (!version || !stoodInThePost(version)) throw refusal('not-found', 'review.versionNotFound');
  return version.text;
}

function wishFor(db: Db, image: ImageRow, putBackText: string | null, now: number): ImageChanges {
  const wish = { putsBack: true, putBackText };
  if (image.state !== 'conflict' || !hasBeenWritten(db, image)) {
    return { ...settled(requireTransition('askPutBack', image.state), now), ...wish };
  }
  // Theirs is what stands there; ours is among the versions.
  const standing = { text: image.remoteDescription ?? '', revision: image.revision + 1, findings: null };
  const publishedAt = image.publishedAt ?? now;
  return { ...settled(requireTransition('putBackOver', image.state), now), ...standing, ...wish, publishedAt };
}

/** Also by a write that did not leave there what it should have. */
function hasBeenWritten(db: Db, { id, publishedAt }: ImageRow): boolean {
  return publishedAt !== null || listVersions(db, id).some(({ kind }) => kind === 'former');
}

export type PutPostBackWish = { user: User; publicationId: string };

/**
 * Gives all pictures of a publication back what stood in the post before it, where a text of ours still does. Throws
 * `not-found`, and `nothing-to-put-back`.
 */
export function putPostBack({ db, clock, publishing, onChange }: DecisionTools, wish: PutPostBackWish): PublicationRow {
  const { publication, images } = transact(db, () => {
    const found = findPublication(db, wish.publicationId);
    if (!found || !findOwnPost(db, wish.user.id, found.postId)) throw refusal('not-found', 'publishing.notFound');
    const former = listImagesOfPost(db, found.postId).flatMap((image) => formerOf(found, image));
    if (former.length === 0) throw refusal('nothing-to-put-back', 'review.nothingToPutBack');
    const now = clock.now();
    for (const { image, text } of former) {
      updateImages(db, [image.id], { ...wishFor(db, image, text, now), updatedAt: now });
      writeAudit(db, { userId: wish.user.id, action: 'image.put-back', subject: image.id }, now);
    }
    publishing.postDecided(found.postId, { atOnce: true });
    return { publication: found, images: former.map(({ image }) => image) };
  });
  const imageIds = images.map(({ id }) => id);
  onChange({ userId: wish.user.id, postId: publication.postId, imageIds, taskId: images[0]?.taskId ?? null });
  publishing.wake();
  return publication;
}

/** What is to be put back for a picture of the publication; nothing where it stands there already. */
function formerOf({ state, former }: PublicationRow, image: ImageRow): { image: ImageRow; text: string }[] {
  const entry = former?.find(({ mediaId }) => mediaId === image.mediaId);
  if (state !== 'published' || !entry || image.state !== 'published' || image.putsBack) return [];
  const text = entry.description ?? '';
  return isSameText(text, image.text ?? '') ? [] : [{ image, text }];
}
