import { type ImageRow, updateImages, updatePost } from '../../db/decisions.ts';
import { type Db, durably, transact } from '../../db/open.ts';
import {
  allowEdits,
  findPublication,
  findPublishingConnection,
  type PublicationRow,
  updatePublication,
} from '../../db/publications.ts';
import type { FormerDescription } from '../../db/schema.ts';
import { addVersion, listVersions, stoodInThePost } from '../../db/versions.ts';
import type { ErrorRecord } from '../lib/errors.ts';
import { type Sentence, say } from '../lib/sentence.ts';
import type { ExpectedPost, PreparedEdit, WantedDescription } from '../platforms/platform.ts';
import { isSameText } from '../platforms/text.ts';
import { wantedText } from './plan.ts';
import { scheduleRest } from './schedule.ts';
import { audit, close, failImages, idsOf, notify, type OutcomeTools, openImages, release } from './steps.ts';

/** What stands or stood in the post after a write that went through. */
export type Held = { editedAtMs?: number | null; reason?: Sentence };

/** The pictures to write, as they stood when the write was planned, and those of them that this write is about. */
export type PlannedImages = { wanted: ImageRow[]; written: ImageRow[] };

/**
 * Commits, on the disk, what stood in the post and what is about to be written, and answers the publication as it is
 * then; the write may start. Null when a decision about the post was changed since it was planned: then everything is
 * read again.
 */
export function beginWrite(
  tools: OutcomeTools,
  publication: PublicationRow,
  planned: PlannedImages,
  edit: PreparedEdit,
  expected: ExpectedPost,
): PublicationRow | null {
  const { db } = tools;
  const former = formerOfAll(publication, edit);
  return durably(db, () => {
    const now = tools.now();
    const isWaiting = findPublication(db, publication.id)?.state === 'waiting';
    const revisions = (images: ImageRow[]) =>
      images.map(({ id, revision, putsBack, putBackText }) => [id, revision, putsBack, putBackText].join(' ')).join();
    if (!isWaiting || revisions(openImages(db, publication)) !== revisions(planned.wanted)) return null;
    updatePublication(db, publication.id, {
      state: 'publishing',
      former,
      wanted: edit.wanted,
      ...expected,
      writtenAt: now,
      error: null,
      reason: null,
    });
    updateImages(db, idsOf(planned.written), { state: 'publishing', updatedAt: now });
    for (const image of planned.written) keepFormer(db, image, former, now);
    return { ...publication, state: 'publishing', former };
  });
}

/** What an earlier try of this publication has put there already is not what stood there before it. */
function formerOfAll(publication: PublicationRow, { former, wanted }: PreparedEdit): FormerDescription[] {
  const texts = new Map(wanted.map(({ mediaId, description }) => [mediaId, description]));
  return former.map((entry) => {
    const known = publication.former?.find(({ mediaId }) => mediaId === entry.mediaId);
    return known && isSameText(entry.description ?? '', texts.get(entry.mediaId) ?? '') ? known : entry;
  });
}

/** What is about to be overwritten stays for good, so that it can be put back; once, where nothing else stood since. */
function keepFormer(db: Db, image: ImageRow, former: FormerDescription[], now: number): void {
  const entry = former.find(({ mediaId }) => mediaId === image.mediaId);
  if (!entry) return;
  const text = entry.description ?? '';
  const last = listVersions(db, image.id).find(stoodInThePost);
  if (last && isSameText(last.text, text)) return;
  addVersion(db, { imageId: image.id, kind: 'former', text, userId: null }, now);
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
    release(db, publication, now);
    const { editedAtMs } = held;
    if (editedAtMs !== undefined) {
      updatePost(db, publication.postId, { editedAt: editedAtMs, ownEditedAt: editedAtMs });
    }
    const reason = held.reason ?? null;
    const kept = [...texts].map(([mediaId, description]) => ({ mediaId, description }));
    updatePublication(db, publication.id, { state: 'published', wanted: kept, reason, error: null, finishedAt: now });
    audit(db, publication, 'publication.published', { images: images.length }, now);
    scheduleRest(db, publication, now, tools.publishAfterMs);
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
  // Without a person where the last decision was nobody's.
  const isUnasked = image.approvedUnaskedAt !== null && image.approvedUnaskedAt === image.decidedAt;
  addVersion(db, { imageId: image.id, kind: 'published', text, userId: isUnasked ? null : image.userId }, now);
}

function keepPutBack(db: Db, image: ImageRow, text: string, now: number): void {
  const ours = { state: 'published', text, revision: image.revision + 1, findings: null, publishedAt: now } as const;
  const theirs = { state: 'drafted', originalDescription: null, publishedAt: null, decidedAt: null } as const;
  updateImages(db, [image.id], {
    ...(isOurs(db, image, text) ? ours : theirs),
    putsBack: false,
    putBackText: null,
    remoteDescription: text === '' ? null : text,
    replacedText: null,
    error: null,
    failedStage: null,
    updatedAt: now,
  });
  addVersion(db, { imageId: image.id, kind: 'put back', text, userId: image.userId }, now);
}

/** A text Altwright has published stays its own when it is put back, except where it is what stood there at first. */
function isOurs(db: Db, image: ImageRow, text: string): boolean {
  if (isSameText(text, image.originalDescription ?? '')) return false;
  return listVersions(db, image.id).some((version) => version.kind === 'published' && isSameText(version.text, text));
}

/** What stood there before: as read before the write, or as last known where the write found the text in place. */
function formerOf({ former }: PublicationRow, image: ImageRow): string | null {
  const entry = former?.find(({ mediaId }: FormerDescription) => mediaId === image.mediaId);
  return entry ? entry.description : image.replacedText;
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
    // Where nobody knows what an edit does, the first that did harm is the last: the rest is put in by hand.
    if (findPublishingConnection(db, publication.connectionId)?.isUnproven) {
      allowEdits(db, publication.connectionId, null);
    }
    const sentence = say('publishing.noticeMismatch');
    notify(db, publication, { sentence, link: '/publications' }, now);
    audit(db, publication, 'publication.mismatch', { differences: result.differences.map(({ key }) => key) }, now);
  });
}
