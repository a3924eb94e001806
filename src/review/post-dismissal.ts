import { writeAudit } from '../../db/audit.ts';
import {
  findOwnImage,
  type ImageChanges,
  type ImageRow,
  listImagesOfPost,
  updateImages,
  updatePost,
} from '../../db/decisions.ts';
import { transact } from '../../db/open.ts';
import { type ReviewItem, readReviewItems } from '../../db/review.ts';
import { type DecisionTools, type ImageWish, settled } from './decide.ts';
import { asUndecided, cancelCorrection, leavingTheirs } from './dismissals.ts';
import { refusal } from './texts.ts';
import { requireTransition } from './transitions.ts';

/**
 * The person does not want to be asked about the picture's post again, nor about what is added to it later. What waits
 * for her in it is set aside; what she has approved or published stays as it is.
 */
export function dismissPost(tools: DecisionTools, wish: ImageWish): ReviewItem {
  return decideAboutPost(tools, wish, 'dismiss-post', (image, now) => {
    if (image.state === 'conflict') return leavingTheirs(image, now);
    if (!openStates.has(image.state)) return null;
    if (image.publishedAt !== null) return cancelCorrection(image);
    return { ...settled(requireTransition('reject', image.state), now), dismissedWithPost: true };
  });
}

const openStates = new Set<ImageRow['state']>(['found', 'prepared', 'drafted', 'failed']);

/** She may be asked about it again: what was set aside with it comes back. */
export function askAboutPost(tools: DecisionTools, wish: ImageWish): ReviewItem {
  return decideAboutPost(tools, wish, 'ask-about-post', (image) =>
    image.dismissedWithPost && image.state === 'rejected' ? asUndecided(image) : null,
  );
}

function decideAboutPost(
  { db, clock, publishing, onChange }: DecisionTools,
  { user, imageId }: ImageWish,
  action: 'dismiss-post' | 'ask-about-post',
  change: (image: ImageRow, now: number) => ImageChanges | null,
): ReviewItem {
  const { image, imageIds } = transact(db, () => {
    const found = findOwnImage(db, user.id, imageId);
    if (!found) throw refusal('not-found', 'review.imageNotFound');
    const now = clock.now();
    updatePost(db, found.postId, { dismissedAt: action === 'dismiss-post' ? now : null });
    const siblings = listImagesOfPost(db, found.postId);
    for (const sibling of siblings) {
      const changes = change(sibling, now);
      if (changes) updateImages(db, [sibling.id], { ...changes, updatedAt: now });
    }
    writeAudit(db, { userId: user.id, action: `image.${action}`, subject: imageId }, now);
    publishing.postDecided(found.postId);
    return { image: found, imageIds: siblings.map(({ id }) => id) };
  });
  onChange({ userId: user.id, postId: image.postId, taskId: image.taskId, imageIds });
  publishing.wake();
  const [item] = readReviewItems(db, [imageId]);
  if (!item) throw refusal('not-found', 'review.imageNotFound');
  return item;
}
