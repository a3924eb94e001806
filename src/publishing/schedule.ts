import { type ImageRow, listImagesOfPost } from '../../db/decisions.ts';
import type { Db } from '../../db/open.ts';
import {
  findOpenPublication,
  findPublication,
  insertPublication,
  type PublicationRow,
  updatePublication,
} from '../../db/publications.ts';
import { say } from '../lib/sentence.ts';

/** Whether the next write of the post is about this image: a text to put there or one to take back. */
export function isWanted(image: Pick<ImageRow, 'state' | 'putsBack'>): boolean {
  return image.state === 'approved' || (image.state === 'published' && image.putsBack);
}

const undecidedStates = new Set<ImageRow['state']>(['found', 'prepared', 'drafted', 'failed', 'conflict']);

/** Whether the person still has something to say about this image. Most films are never described: a draft must be there. */
function isUndecided({ type, state }: ImageRow): boolean {
  const isPicture = type === 'image' || type === 'gifv' || (type === 'video' && state === 'drafted');
  return isPicture && undecidedStates.has(state);
}

/**
 * Brings the open publication of a post in line with the decisions about its images; part of the transaction that
 * decides. The post is due at once when all its images are decided or its person asked for it, else some time after
 * this last decision.
 */
export function schedulePost(db: Db, postId: string, nowMs: number, publishAfterMs: number): void {
  const images = listImagesOfPost(db, postId);
  const open = findOpenPublication(db, postId);
  // A write on its way cannot be changed any more; when it ends, the post is scheduled again.
  if (open?.state === 'publishing') return;
  const first = images.find(isWanted);
  if (!first) {
    if (open) closeEmpty(db, open, nowMs);
    return;
  }
  const waits = images.some(isUndecided) && open?.askedAt == null;
  const dueAt = waits ? nowMs + publishAfterMs : nowMs;
  if (open) updatePublication(db, open.id, { notBefore: laterOfRetryAnd(dueAt, open) });
  else {
    const { userId, connectionId } = first;
    insertPublication(db, { userId, connectionId, postId, notBefore: dueAt }, nowMs);
  }
}

/** Schedules a post after a write: what was to be written with it and was not goes on at once, as it was asked for. */
export function scheduleRest(
  db: Db,
  { id, postId }: Pick<PublicationRow, 'id' | 'postId'>,
  nowMs: number,
  publishAfterMs: number,
): void {
  const { writtenAt = null, askedAt = null } = findPublication(db, id) ?? {};
  const isLeftOver = (image: ImageRow) => isWanted(image) && (image.decidedAt ?? nowMs) <= (writtenAt ?? 0);
  const isPart = listImagesOfPost(db, postId).some(isLeftOver);
  schedulePost(db, postId, nowMs, isPart ? 0 : publishAfterMs);
  const rest = findOpenPublication(db, postId);
  if (rest && isPart) updatePublication(db, rest.id, { askedAt });
}

function closeEmpty(db: Db, open: PublicationRow, nowMs: number): void {
  const reason = say('publishing.nothingLeft');
  updatePublication(db, open.id, { state: 'cancelled', reason, finishedAt: nowMs });
}

/** A decision does not shorten the wait after a failure. */
function laterOfRetryAnd(dueAt: number, open: PublicationRow): number {
  return open.error ? Math.max(open.notBefore, dueAt) : dueAt;
}
