import { writeAudit } from '../../db/audit.ts';
import { findOwnPost, type ImageRow, listImagesOfPost, updateImages } from '../../db/decisions.ts';
import { type Db, transact } from '../../db/open.ts';
import {
  findOpenPublication,
  findPublication,
  findPublishingConnection,
  type PublicationRow,
  updatePublication,
} from '../../db/publications.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import { isByHand } from './by-hand.ts';
import { isWanted, schedulePost } from './schedule.ts';
import { mayBeHurried } from './trouble.ts';

type User = { id: string };

/** What a person asks of the publications: now, not at all, once more. */
export function createRequests(tools: {
  db: Db;
  clock: Clock;
  wake: () => void;
  onChange: (publication: PublicationRow) => void;
}) {
  const { db, clock, wake, onChange } = tools;

  return {
    /**
     * Makes the approved pictures of a post due at once, in quiet hours too. Throws `not-found`, `warning-needed` (the
     * person has not yet agreed to what an edit does on this server), `by-hand` (nothing is written there),
     * `nothing-to-publish`.
     */
    publishNow(wish: { user: User; postId: string }): void {
      const open = transact(db, () => {
        const post = findOwnPost(db, wish.user.id, wish.postId);
        if (!post) throw notFound('publishing.postNotFound');
        requireWarning(db, post.connectionId);
        const found = findOpenPublication(db, post.id);
        if (!found)
          throw new AppError('validation', say('publishing.nothingToPublish'), { code: 'nothing-to-publish' });
        const now = clock.now();
        const notBefore = mayBeHurried(found) ? now : found.notBefore;
        if (found.state === 'waiting') updatePublication(db, found.id, { notBefore, askedAt: now });
        return found;
      });
      onChange(open);
      wake();
    },

    /** Takes a waiting publication back; its pictures become drafts again. Throws `not-found`, `being-written`. */
    cancel(wish: { user: User; publicationId: string }): void {
      const cancelled = transact(db, () => {
        const found = ownPublication(db, wish.user, wish.publicationId);
        if (found.state !== 'waiting') {
          const key = found.state === 'publishing' ? 'publishing.beingWritten' : 'publishing.alreadyEnded';
          throw new AppError('validation', say(key), { code: 'being-written' });
        }
        const now = clock.now();
        const reason = say('publishing.cancelledByYou');
        undecide(db, listImagesOfPost(db, found.postId).filter(isWanted), now);
        updatePublication(db, found.id, { state: 'cancelled', reason, error: null, finishedAt: now });
        writeAudit(db, { userId: wish.user.id, action: 'publication.cancelled', subject: found.id }, now);
        return found;
      });
      onChange(cancelled);
    },

    /** Approves again what failed in an ended publication, and tries at once. Throws `not-found`, `warning-needed`, `by-hand`. */
    tryAgain(wish: { user: User; publicationId: string }): void {
      const again = transact(db, () => {
        const found = ownPublication(db, wish.user, wish.publicationId);
        requireWarning(db, found.connectionId);
        const now = clock.now();
        const failed = listImagesOfPost(db, found.postId).filter(
          ({ state, failedStage }) => state === 'failed' && failedStage === 'publish',
        );
        if (failed.length === 0) {
          throw new AppError('validation', say('publishing.nothingToPublish'), { code: 'nothing-to-publish' });
        }
        const changes = { state: 'approved', error: null, failedStage: null, decidedAt: now, updatedAt: now } as const;
        updateImages(db, idsOf(failed), changes);
        schedulePost(db, found.postId, now, 0);
        return found;
      });
      onChange(again);
      wake();
    },
  };
}

/** A correction goes back to the published text, everything else to its draft. */
function undecide(db: Db, wanted: ImageRow[], now: number): void {
  const drafts = wanted.filter(({ publishedAt }) => publishedAt === null);
  const updatedAt = now;
  updateImages(db, idsOf(drafts), { state: 'drafted', decidedAt: null, replacedText: null, updatedAt });
  for (const image of wanted.filter(({ publishedAt }) => publishedAt !== null)) {
    const text = image.putsBack ? image.text : image.remoteDescription;
    updateImages(db, [image.id], {
      state: 'published',
      text,
      revision: image.revision + 1,
      putsBack: false,
      putBackText: null,
      replacedText: null,
      updatedAt,
    });
  }
}

function ownPublication(db: Db, user: User, publicationId: string): PublicationRow {
  const found = findPublication(db, publicationId);
  if (!found || findPublishingConnection(db, found.connectionId)?.userId !== user.id) {
    throw notFound('publishing.notFound');
  }
  return found;
}

function requireWarning(db: Db, connectionId: string): void {
  const connection = findPublishingConnection(db, connectionId);
  const { handle = '' } = connection ?? {};
  if (connection && isByHand(connection)) {
    throw new AppError('validation', say('publishing.waitsForHand', { handle }), { code: 'by-hand' });
  }
  if (connection?.warningAcceptedAt != null) return;
  throw new AppError('validation', say('publishing.warningNeeded', { handle }), { code: 'warning-needed' });
}

const notFound = (key: string) => new AppError('validation', say(key), { code: 'not-found' });
const idsOf = (images: ImageRow[]) => images.map(({ id }) => id);
