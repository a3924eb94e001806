import { type ImageRow, listImagesOfPost, updateImages } from '../../db/decisions.ts';
import { type Db, transact } from '../../db/open.ts';
import { findPublication, type PublicationRow, updatePublication } from '../../db/publications.ts';
import type { ErrorRecord } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import {
  close,
  errorOf,
  type FinalState,
  failImages,
  idsOf,
  notify,
  type OutcomeTools,
  openImages,
  release,
} from './steps.ts';

/** Its person took it back while its post was being read: what came of the reading no longer matters. */
function wasTakenBack(db: Db, { id }: PublicationRow): boolean {
  const state = findPublication(db, id)?.state;
  return state !== 'waiting' && state !== 'publishing';
}

/** Nothing was written; the publication waits until the given time and goes on from the start. */
export function putOff(
  tools: OutcomeTools,
  publication: PublicationRow,
  until: { notBefore: number; error: ErrorRecord; countsAsTry: boolean },
): void {
  const { db } = tools;
  transact(db, () => {
    if (wasTakenBack(db, publication)) return;
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

/** The publication ends without its texts in the post; every image of it keeps the reason. */
export function finishUnwritten(
  tools: OutcomeTools,
  publication: PublicationRow,
  state: Exclude<FinalState, 'conflict'>,
  error: ErrorRecord,
): void {
  const { db } = tools;
  transact(db, () => {
    if (wasTakenBack(db, publication) && state !== 'gone') return;
    const now = tools.now();
    const images = openImages(db, publication);
    if (state === 'gone') vanish(db, listImagesOfPost(db, publication.postId), error, now);
    else failImages(db, images, error, now);
    close(tools, publication, state, error);
    if (state === 'gone') return;
    const sentence = say('publishing.noticeFailed', { count: images.length });
    notify(db, publication, { sentence, link: '/publications' }, now);
  });
}

/** Rejected and undescribed pictures too: nothing of the post is left to decide about. */
function vanish(db: Db, images: ImageRow[], error: ErrorRecord, now: number): void {
  for (const { id, state, goneFrom } of images) {
    const left = { state: 'gone' as const, goneFrom: state === 'gone' ? goneFrom : state };
    updateImages(db, [id], { ...left, putsBack: false, putBackText: null, error, updatedAt: now });
  }
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
      notify(db, publication, { sentence, link: '/review' }, now);
    }
    if (openImages(db, publication).length > 0 || wasTakenBack(db, publication)) return;
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
    putBackText: null,
    error: errorOf('publishing.conflict', 'conflict'),
    updatedAt: now,
  });
}
