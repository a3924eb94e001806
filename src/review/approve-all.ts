import { setImmediate as nextTurn } from 'node:timers/promises';
import { writeAudit } from '../../db/audit.ts';
import { findOwnImage, type ImageChanges, type ImageRow, updateImages } from '../../db/decisions.ts';
import { transact } from '../../db/open.ts';
import { listReviewKeys, needsReplace, type ReviewCursor, type ReviewScope } from '../../db/review.ts';
import { AppError } from '../lib/errors.ts';
import type { DecisionTools, User } from './decide.ts';
import { textToPublish } from './disclosing.ts';

/** Why a draft was left for the person's own eyes. */
export type SkipReason = 'empty' | 'too-long' | 'too-short' | 'replace-needed' | 'needs-a-look' | 'changed';
export type ApprovedAll = { approved: number; posts: number; skipped: Partial<Record<SkipReason, number>> };

/** So many in one transaction, to let others in between. */
const chunkSize = 50;

/**
 * Approves every draft of a list, newest post first, but those a person should look at. `shownAt` leaves out what was
 * changed after the page was made. Done twice, or again after a crash in the middle, it approves only what is left.
 */
export async function approveAll(
  tools: DecisionTools,
  user: User,
  scope: ReviewScope,
  shownAt: number | undefined,
): Promise<ApprovedAll> {
  const leaves = (image: ImageRow) =>
    shownAt !== undefined && image.updatedAt > shownAt ? 'changed' : reasonToSkip(tools, image);
  return approveDrafts(tools, user, scope, { action: 'image.approve-all', leaves, marks: () => ({}) });
}

/** How drafts are approved together. */
type Approving = {
  /** What the audit calls it. */
  action: string;
  leaves: (image: ImageRow) => SkipReason | null;
  /** What else becomes of an approved picture. */
  marks: (now: number) => ImageChanges;
};

/** Approves the drafts of a list that nothing speaks against, a few in one transaction. */
export async function approveDrafts(
  tools: DecisionTools,
  user: User,
  scope: ReviewScope,
  how: Approving,
): Promise<ApprovedAll> {
  const result: ApprovedAll = { approved: 0, posts: 0, skipped: {} };
  const posts = new Set<string>();
  let cursor: ReviewCursor | null = null;
  while (true) {
    const keys = listReviewKeys(tools.db, scope, { states: ['drafted'] }, cursor, chunkSize);
    const approved = transact(tools.db, () => approveChunk(tools, user, keys, how, result));
    for (const image of approved) posts.add(image.postId);
    for (const [postId, images] of Map.groupBy(approved, (image) => image.postId)) {
      const imageIds = images.map(({ id }) => id);
      tools.onChange({ userId: user.id, postId, imageIds, taskId: images[0]?.taskId ?? null });
    }
    tools.publishing.wake();
    cursor = keys.at(-1) ?? null;
    if (keys.length < chunkSize) return { ...result, posts: posts.size };
    await nextTurn();
  }
}

function approveChunk(
  { db, clock, publishing }: DecisionTools,
  user: User,
  keys: { id: string }[],
  how: Approving,
  result: ApprovedAll,
): ImageRow[] {
  const now = clock.now();
  const approved: ImageRow[] = [];
  for (const { id } of keys) {
    const image = findOwnImage(db, user.id, id);
    if (image?.state !== 'drafted') continue;
    const reason = how.leaves(image);
    if (reason) result.skipped[reason] = (result.skipped[reason] ?? 0) + 1;
    else approved.push(image);
  }
  const ids = approved.map(({ id }) => id);
  for (const image of approved) {
    const text = textToPublish(db, image, image.text ?? '');
    if (text !== image.text) updateImages(db, [image.id], { text, revision: image.revision + 1 });
  }
  const approval = { state: 'approved' as const, decidedAt: now, error: null, failedStage: null, updatedAt: now };
  updateImages(db, ids, { ...approval, ...how.marks(now) });
  for (const postId of new Set(approved.map((image) => image.postId))) publishing.postDecided(postId);
  if (ids.length > 0) writeAudit(db, { userId: user.id, action: how.action, details: { images: ids } }, now);
  result.approved += ids.length;
  return approved;
}

/** What speaks against publishing a draft as it stands. */
export function reasonToSkip({ db }: DecisionTools, image: ImageRow): SkipReason | null {
  if (needsReplace(image)) return 'replace-needed';
  if (image.findings?.some(({ severity }) => severity === 'error')) return 'needs-a-look';
  try {
    textToPublish(db, image, image.text ?? '');
    return null;
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown.code as SkipReason;
    throw thrown;
  }
}
