import { writeAudit } from '../../db/audit.ts';
import {
  findOwnImage,
  findPost,
  type ImageChanges,
  type ImageRow,
  readLengthLimits,
  updateImages,
} from '../../db/decisions.ts';
import { type Db, transact } from '../../db/open.ts';
import { type ReviewItem, readReviewItems } from '../../db/review.ts';
import type { Finding } from '../../db/schema.ts';
import { listSiblingTexts } from '../../db/sibling-texts.ts';
import { addVersion } from '../../db/versions.ts';
import { withoutNote } from '../generation/disclosure.ts';
import type { Clock } from '../lib/clock.ts';
import { languageOfText } from './languages.ts';
import { refusal } from './texts.ts';

export type User = { id: string };
export type ImageWish = { user: User; imageId: string };

/** News for the pages of a person: these images changed. */
export type ReviewChange = { userId: string; postId: string; imageIds: string[]; taskId: string | null };

/** What the review needs of the publishing room. */
export type PostScheduler = {
  /** Within the transaction that decides about an image of the post; `atOnce` waits for no other decisions. */
  postDecided: (postId: string, options?: { atOnce?: boolean }) => void;
  /** After it: something may be due. */
  wake: () => void;
};

/** What the quality rules need to know besides a text. */
export type TextContext = {
  userId: string;
  connectionId: string;
  maxLength: number;
  postText: string | null;
  language: string | null;
  isSensitive: boolean;
  siblings: string[];
} & Pick<ImageRow, 'kind' | 'visibleText'>;

export type DecisionTools = {
  db: Db;
  clock: Clock;
  publishing: PostScheduler;
  onChange: (change: ReviewChange) => void;
  /** What the quality rules say about a person's own text. */
  findingsOf: (text: string, context: TextContext) => Finding[];
};

/** What changes of an image by a decision; null when it is as it should be already. */
export type Change = (image: ImageRow, now: number) => ImageChanges | null;

/** Applies a decision of a person about an image, brings the publication of its post in line, answers the image. */
export function decide(
  { db, clock, publishing, onChange }: DecisionTools,
  { user, imageId }: ImageWish,
  action: string,
  change: Change,
  options: { atOnce?: boolean } = {},
): ReviewItem {
  const { userId, postId, taskId } = transact(db, () => {
    const image = findOwnImage(db, user.id, imageId);
    if (!image) throw refusal('not-found', 'review.imageNotFound');
    const now = clock.now();
    const changes = change(image, now);
    if (!changes) return image;
    updateImages(db, [imageId], { ...changes, updatedAt: now });
    writeAudit(db, { userId: user.id, action: `image.${action}`, subject: imageId }, now);
    publishing.postDecided(image.postId, options);
    return image;
  });
  onChange({ userId, postId, taskId, imageIds: [imageId] });
  publishing.wake();
  const [item] = readReviewItems(db, [imageId]);
  if (!item) throw refusal('not-found', 'review.imageNotFound');
  return item;
}

/** A decision was made: what went wrong before no longer counts. */
export const settled = (state: ImageRow['state'], now: number): ImageChanges => ({
  state,
  decidedAt: now,
  error: null,
  failedStage: null,
});

/** Keeps a person's words as a version of their own; the model's stay as they are. */
export function keepText(tools: DecisionTools, image: ImageRow, user: User, text: string, now: number): ImageChanges {
  if (text === image.text) return {};
  const { db } = tools;
  // The note that a model wrote it, come or gone, makes no text a person's.
  if (withoutNote(text) === withoutNote(image.text ?? '')) return { text, revision: image.revision + 1 };
  // Words of an earlier draft are in its language; others in that of the text they take the place of.
  const language = languageOfText(db, image.id, text) ?? languageOfText(db, image.id, image.text ?? '');
  addVersion(db, { imageId: image.id, kind: 'edit', text, userId: user.id, language }, now);
  const post = findPost(db, image.postId);
  const findings = tools.findingsOf(text, {
    userId: image.userId,
    connectionId: image.connectionId,
    maxLength: readLengthLimits(db, image.connectionId).maximum,
    postText: post?.text ?? null,
    language: language ?? post?.language ?? null,
    isSensitive: Boolean(post?.isSensitive || post?.spoilerText),
    ...{ kind: image.kind, visibleText: image.visibleText },
    siblings: listSiblingTexts(db, image),
  });
  return { text, revision: image.revision + 1, findings };
}
