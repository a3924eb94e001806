import { writeAudit } from '../../db/audit.ts';
import { type ImageRow, listImagesOfPost, updateImages } from '../../db/decisions.ts';
import { addNotification } from '../../db/notifications.ts';
import type { Db } from '../../db/open.ts';
import { type PublicationRow, updatePublication } from '../../db/publications.ts';
import type { ErrorRecord } from '../lib/errors.ts';
import { type Sentence, say } from '../lib/sentence.ts';
import { isWanted, schedulePost } from './schedule.ts';

/** How the ends of a publication become rows. Each function is one transaction, so that no end is half kept. */
export type OutcomeTools = { db: Db; now: () => number; publishAfterMs: number };

/** Where the open publication and the images it is about stand now. */
export function openImages(db: Db, publication: PublicationRow): ImageRow[] {
  const about = (image: ImageRow) => isWanted(image) || image.state === 'publishing';
  return listImagesOfPost(db, publication.postId).filter(about);
}

/** A write that did not happen: its pictures are where they were before it. */
export function release(db: Db, publication: PublicationRow, now: number): void {
  const writing = listImagesOfPost(db, publication.postId).filter(({ state }) => state === 'publishing');
  const [putBack, described] = [
    writing.filter(({ putsBack }) => putsBack),
    writing.filter(({ putsBack }) => !putsBack),
  ];
  updateImages(db, idsOf(putBack), { state: 'published', updatedAt: now });
  updateImages(db, idsOf(described), { state: 'approved', updatedAt: now });
}

/** A put-back that failed leaves the picture published, as it is; the wish is dropped and its reason kept. */
export function failImages(db: Db, images: ImageRow[], error: ErrorRecord, now: number): void {
  const kept = { error, failedStage: 'publish', updatedAt: now } as const;
  const [putBack, described] = [images.filter(({ putsBack }) => putsBack), images.filter(({ putsBack }) => !putsBack)];
  updateImages(db, idsOf(putBack), { ...kept, state: 'published', putsBack: false, putBackText: null });
  updateImages(db, idsOf(described), { ...kept, state: 'failed' });
}

export type FinalState = 'failed' | 'refused' | 'gone' | 'conflict';

/** Ends the publication, and schedules what else of its post was decided meanwhile. */
export function close(tools: OutcomeTools, publication: PublicationRow, state: FinalState, error: ErrorRecord): void {
  const now = tools.now();
  updatePublication(tools.db, publication.id, { state, reason: error.sentence, error, finishedAt: now });
  audit(tools.db, publication, `publication.${state}`, { reason: error.sentence.key }, now);
  schedulePost(tools.db, publication.postId, now, tools.publishAfterMs);
}

export function audit(
  db: Db,
  { userId, id, postId }: PublicationRow,
  action: string,
  details: Record<string, unknown>,
  now: number,
): void {
  writeAudit(db, { userId, action, subject: id, details: { postId, ...details } }, now);
}

/** Tells the person about something to look at. */
export function notify(
  db: Db,
  { userId }: PublicationRow,
  notice: { sentence: Sentence; link: string },
  now: number,
): void {
  addNotification(db, { userId, kind: 'publication', ...notice }, now);
}

export function errorOf(key: string, code: string): ErrorRecord {
  return { category: 'validation', sentence: say(key), code };
}

export const idsOf = (images: ImageRow[]) => images.map(({ id }) => id);
