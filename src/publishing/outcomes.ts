import { writeAudit } from '../../db/audit.ts';
import { type ImageRow, listImagesOfPost, updateImages, updatePost } from '../../db/decisions.ts';
import { addNotification } from '../../db/notifications.ts';
import { type Db, durably, transact } from '../../db/open.ts';
import { findPublication, type PublicationRow, updatePublication } from '../../db/publications.ts';
import type { FormerDescription } from '../../db/schema.ts';
import { addVersion } from '../../db/versions.ts';
import type { ErrorRecord } from '../lib/errors.ts';
import { type Sentence, say } from '../lib/sentence.ts';
import type { ExpectedPost, PreparedEdit, WantedDescription } from '../platforms/platform.ts';
import { wantedText } from './plan.ts';
import { isWanted, schedulePost } from './schedule.ts';

/** How the ends of a publication become rows. Each function is one transaction, so that no end is half kept. */
export type OutcomeTools = { db: Db; now: () => number; publishAfterMs: number };

/** What stands or stood in the post after a write that went through. */
export type Held = { editedAtMs?: number | null; reason?: Sentence };

/** Where the open publication and the images it is about stand now. */
function openImages(db: Db, publication: PublicationRow): ImageRow[] {
  const about = (image: ImageRow) => isWanted(image) || image.state === 'publishing';
  return listImagesOfPost(db, publication.postId).filter(about);
}

/**
 * Commits, on the disk, what stood in the post and what is about to be written; the write may start when this is true.
 * False when a decision about the post was changed since it was planned: then everything is read again.
 */
export function beginWrite(
  tools: OutcomeTools,
  publication: PublicationRow,
  planned: ImageRow[],
  edit: PreparedEdit,
  expected: ExpectedPost,
): boolean {
  const { db } = tools;
  return durably(db, () => {
    const now = tools.now();
    const isWaiting = findPublication(db, publication.id)?.state === 'waiting';
    const revisions = (images: ImageRow[]) =>
      images.map(({ id, revision, putsBack }) => `${id} ${revision} ${putsBack}`).join();
    const wanted = openImages(db, publication);
    if (!isWaiting || revisions(wanted) !== revisions(planned)) return false;
    updatePublication(db, publication.id, {
      state: 'publishing',
      former: edit.former,
      wanted: edit.wanted,
      ...expected,
      writtenAt: now,
      error: null,
      reason: null,
    });
    updateImages(db, idsOf(wanted), { state: 'publishing', updatedAt: now });
    return true;
  });
}

/** The post holds every wanted text. */
export function finishWritten(
  tools: OutcomeTools,
  publication: PublicationRow,
  wanted: WantedDescription[],
  held: Held,
): void {
  const { db } = tools;
  transact(db, () => {
    const now = tools.now();
    const texts = new Map(wanted.map(({ mediaId, description }) => [mediaId, description]));
    const images = openImages(db, publication).filter((image) => texts.get(image.mediaId) === wantedText(image));
    // Every decision was changed while the post was read: it is read again.
    if (images.length === 0 && publication.state === 'waiting') return;
    for (const image of images) {
      const text = texts.get(image.mediaId) ?? '';
      if (image.putsBack) keepPutBack(db, image, text, now);
      else keepPublished(db, image, text, formerOf(publication, image), now);
    }
    if (held.editedAtMs !== undefined) updatePost(db, publication.postId, { editedAt: held.editedAtMs });
    const reason = held.reason ?? null;
    const kept = [...texts].map(([mediaId, description]) => ({ mediaId, description }));
    updatePublication(db, publication.id, { state: 'published', wanted: kept, reason, error: null, finishedAt: now });
    audit(db, publication, 'publication.published', { images: images.length }, now);
    schedulePost(db, publication.postId, now, tools.publishAfterMs);
  });
}

function keepPublished(db: Db, image: ImageRow, text: string, former: string | null, now: number): void {
  const isFirst = image.publishedAt === null;
  updateImages(db, [image.id], {
    state: 'published',
    remoteDescription: text,
    replacedText: null,
    ...(isFirst && { originalDescription: former }),
    error: null,
    failedStage: null,
    publishedAt: now,
    updatedAt: now,
  });
  addVersion(db, { imageId: image.id, kind: 'published', text, userId: image.userId }, now);
}

function keepPutBack(db: Db, image: ImageRow, text: string, now: number): void {
  updateImages(db, [image.id], {
    state: 'drafted',
    putsBack: false,
    remoteDescription: text === '' ? null : text,
    replacedText: null,
    originalDescription: null,
    publishedAt: null,
    decidedAt: null,
    error: null,
    failedStage: null,
    updatedAt: now,
  });
  addVersion(db, { imageId: image.id, kind: 'put back', text, userId: image.userId }, now);
}

/** What stood there before: as read before the write, or as last known where the write found the text in place. */
function formerOf({ former }: PublicationRow, image: ImageRow): string | null {
  const entry = former?.find(({ mediaId }: FormerDescription) => mediaId === image.mediaId);
  return entry ? entry.description : image.replacedText;
}

/** Nothing was written; the publication waits until the given time and goes on from the start. */
export function putOff(
  tools: OutcomeTools,
  publication: PublicationRow,
  until: { notBefore: number; error: ErrorRecord; countsAsTry: boolean },
): void {
  const { db } = tools;
  transact(db, () => {
    const now = tools.now();
    release(db, publication, now);
    updatePublication(db, publication.id, {
      state: 'waiting',
      notBefore: until.notBefore,
      attempts: publication.attempts + (until.countsAsTry ? 1 : 0),
      reason: until.error.sentence,
      error: until.error,
      // A write the server refused is none: back to what stood here before it.
      writtenAt: publication.writtenAt,
    });
  });
}

/** The end of a write is unknown: nothing is repeated before the post has been read at the given time. */
export function leaveUnsettled(
  tools: OutcomeTools,
  publication: PublicationRow,
  until: { notBefore: number; error: ErrorRecord; attempts: number },
): void {
  updatePublication(tools.db, publication.id, { state: 'publishing', reason: until.error.sentence, ...until });
}

function release(db: Db, publication: PublicationRow, now: number): void {
  const writing = listImagesOfPost(db, publication.postId).filter(({ state }) => state === 'publishing');
  const [putBack, described] = [
    writing.filter(({ putsBack }) => putsBack),
    writing.filter(({ putsBack }) => !putsBack),
  ];
  updateImages(db, idsOf(putBack), { state: 'published', updatedAt: now });
  updateImages(db, idsOf(described), { state: 'approved', updatedAt: now });
}

type FinalState = 'failed' | 'refused' | 'gone' | 'conflict';

/** The publication ends without its texts in the post; every image of it keeps the reason. */
export function finishUnwritten(
  tools: OutcomeTools,
  publication: PublicationRow,
  state: Exclude<FinalState, 'conflict'>,
  error: ErrorRecord,
): void {
  const { db } = tools;
  transact(db, () => {
    const now = tools.now();
    const images = openImages(db, publication);
    if (state === 'gone') vanish(db, listImagesOfPost(db, publication.postId), error, now);
    else failImages(db, images, error, now);
    close(tools, publication, state, error);
    if (state === 'gone') return;
    const notice = say('publishing.noticeFailed', { count: images.length });
    addNotification(
      db,
      { userId: publication.userId, kind: 'publication', sentence: notice, link: '/publications' },
      now,
    );
  });
}

/** A put-back that failed leaves the picture published, as it is; the wish is dropped and its reason kept. */
function failImages(db: Db, images: ImageRow[], error: ErrorRecord, now: number): void {
  const kept = { error, failedStage: 'publish', updatedAt: now } as const;
  const [putBack, described] = [images.filter(({ putsBack }) => putsBack), images.filter(({ putsBack }) => !putsBack)];
  updateImages(db, idsOf(putBack), { ...kept, state: 'published', putsBack: false });
  updateImages(db, idsOf(described), { ...kept, state: 'failed' });
}

/** Rejected and undescribed pictures too: nothing of the post is left to decide about. */
function vanish(db: Db, images: ImageRow[], error: ErrorRecord, now: number): void {
  updateImages(db, idsOf(images), { state: 'gone', putsBack: false, error, updatedAt: now });
}

/** Takes pictures that cannot be written now out of the publication: gone from the post, or described by somebody. */
export function setAside(
  tools: OutcomeTools,
  publication: PublicationRow,
  aside: { missing: ImageRow[]; foreign: { image: ImageRow; theirs: string }[] },
): void {
  const { db } = tools;
  transact(db, () => {
    const now = tools.now();
    const stillWanted = new Set(idsOf(openImages(db, publication)));
    const foreign = aside.foreign.filter(({ image }) => stillWanted.has(image.id));
    vanish(db, aside.missing, errorOf('publishing.imageGone', 'gone'), now);
    for (const { image, theirs } of foreign) meetConflict(db, image, theirs, now);
    if (foreign.length > 0) {
      const sentence = say('publishing.noticeConflict', { count: foreign.length });
      addNotification(db, { userId: publication.userId, kind: 'publication', sentence, link: '/review' }, now);
    }
    if (openImages(db, publication).length > 0) return;
    if (foreign.length > 0) close(tools, publication, 'conflict', errorOf('publishing.conflict', 'conflict'));
    else close(tools, publication, 'gone', errorOf('publishing.imageGone', 'gone'));
  });
}

function meetConflict(db: Db, image: ImageRow, theirs: string, now: number): void {
  updateImages(db, [image.id], {
    state: 'conflict',
    remoteDescription: theirs,
    replacedText: null,
    putsBack: false,
    error: errorOf('publishing.conflict', 'conflict'),
    updatedAt: now,
  });
}

/** The write went through, and the post read back is not what it should be. A person must look at once. */
export function finishMismatch(
  tools: OutcomeTools,
  publication: PublicationRow,
  result: { differences: Sentence[]; descriptionsHeld: boolean; wanted: WantedDescription[] },
): void {
  const { db } = tools;
  const [first] = result.differences;
  const error: ErrorRecord = { category: 'platform', sentence: first ?? say('publishing.mismatch'), code: 'mismatch' };
  transact(db, () => {
    const now = tools.now();
    if (result.descriptionsHeld) {
      finishWritten(tools, publication, result.wanted, { reason: error.sentence });
      updatePublication(db, publication.id, { error });
    } else {
      failImages(db, openImages(db, publication), error, now);
      close(tools, publication, 'failed', error);
    }
    const sentence = say('publishing.noticeMismatch');
    addNotification(db, { userId: publication.userId, kind: 'publication', sentence, link: '/publications' }, now);
    audit(db, publication, 'publication.mismatch', { differences: result.differences.map(({ key }) => key) }, now);
  });
}

function close(tools: OutcomeTools, publication: PublicationRow, state: FinalState, error: ErrorRecord): void {
  const now = tools.now();
  updatePublication(tools.db, publication.id, { state, reason: error.sentence, error, finishedAt: now });
  audit(tools.db, publication, `publication.${state}`, { reason: error.sentence.key }, now);
  schedulePost(tools.db, publication.postId, now, tools.publishAfterMs);
}

function audit(
  db: Db,
  { userId, id, postId }: PublicationRow,
  action: string,
  details: Record<string, unknown>,
  now: number,
): void {
  writeAudit(db, { userId, action, subject: id, details: { postId, ...details } }, now);
}

function errorOf(key: string, code: string): ErrorRecord {
  return { category: 'validation', sentence: say(key), code };
}

const idsOf = (images: ImageRow[]) => images.map(({ id }) => id);
