import { findPost, type ImageRow, listImagesOfPost } from '../../db/decisions.ts';
import { followMedia } from '../../db/followed-media.ts';
import { transact } from '../../db/open.ts';
import { findOpenPublication, type PublicationRow } from '../../db/publications.ts';
import { AppError, type ErrorRecord, toErrorRecord } from '../lib/errors.ts';
import { leavesDoubt } from '../platforms/http-errors.ts';
import type { Outcome, PlatformClient, PreparedEdit, Unwritten } from '../platforms/platform.ts';
import { freshnessOf } from './freshness.ts';
import type { Gate } from './gate.ts';
import { type Plan, planWrite } from './plan.ts';
import { isWanted, schedulePost } from './schedule.ts';
import type { OutcomeTools } from './steps.ts';
import { goneError, type TroubleTools, tryLater } from './trouble.ts';
import { finishUnwritten, leaveUnsettled, putOff, setAside } from './unwritten.ts';
import { beginWrite, finishMismatch, finishWritten } from './written.ts';

export type WriteTools = OutcomeTools & TroubleTools & { gate: Pick<Gate, 'mostAtOnce'> };

/**
 * One publication, once: read the post, compare, commit what stood there, write once, read back, keep the outcome.
 * Throws what made it impossible before anything was written.
 */
export async function writePost(
  tools: WriteTools,
  publication: PublicationRow,
  client: PlatformClient,
  signal: AbortSignal,
): Promise<void> {
  const post = findPost(tools.db, publication.postId);
  if (!post) return;
  const wanted = () => listImagesOfPost(tools.db, post.id).filter(isWanted);
  // Nobody wants anything of this post any more; left open, it would be taken up again at once and for ever.
  if (wanted().length === 0) return schedulePost(tools.db, post.id, tools.now(), tools.publishAfterMs);

  const current = await client.readForEdit(post.remoteId, signal);
  transact(tools.db, () => followMedia(tools.db, post.id, current.post.media));
  const images = wanted();
  const plan = planWrite(images, current.post, client.keeps);
  if (plan.missing.length > 0 || plan.foreign.length > 0) setAside(tools, publication, plan);
  if (plan.changes.length === 0) return;
  const toWrite = imagesOf(images, plan.changes);
  // Where a server counts pictures, a post with more of them than it takes at once is written in parts.
  plan.changes = plan.changes.slice(0, tools.gate.mostAtOnce(publication.connectionId));

  const expected = { fingerprint: current.fingerprint, mediaIds: current.post.media.map(({ id }) => id) };
  const preparation = await client.prepareEdit(post.remoteId, plan.changes, expected, signal);
  if (preparation.kind !== 'ready') return keepUnwritten(tools, publication, plan, preparation);
  const isFresh = freshnessOf(preparation.edit.before.post, post, tools.now());
  if (isFresh) return waitUntilSettled(tools, publication, isFresh);
  signal.throwIfAborted();
  const planned = { wanted: toWrite, written: imagesOf(images, plan.changes) };
  const begun = beginWrite(tools, publication, planned, preparation.edit, expected);
  if (begun) await writeOnce(tools, begun, preparation.edit, client);
}

function waitUntilSettled(tools: WriteTools, publication: PublicationRow, error: ErrorRecord): void {
  putOff(tools, publication, { notBefore: error.retryAtMs ?? tools.now(), error, countsAsTry: false });
}

const imagesOf = (images: ImageRow[], changes: Plan['changes']) =>
  images.filter(({ mediaId }) => changes.some((change) => change.mediaId === mediaId));

/** From here on the post may be written: every error leaves either a server's clear no, or a question to settle. */
async function writeOnce(
  tools: WriteTools,
  publication: PublicationRow,
  edit: PreparedEdit,
  client: PlatformClient,
): Promise<void> {
  try {
    keepOutcome(tools, publication, edit, await client.writeEdit(edit));
  } catch (thrown) {
    const error = toErrorRecord(thrown);
    if (thrown instanceof AppError && !leavesDoubt(thrown)) {
      return tryLater(tools, publication, error);
    }
    tools.log.error({ publication: publication.id, err: thrown }, 'a write ended without a known outcome');
    const notBefore = tools.now() + tools.confirmAfterMs;
    leaveUnsettled(tools, publication, { notBefore, error, attempts: publication.attempts });
  }
}

function keepOutcome(tools: WriteTools, publication: PublicationRow, edit: PreparedEdit, outcome: Outcome): void {
  switch (outcome.kind) {
    case 'published': {
      const [remark] = outcome.remarks;
      const { editedAtMs } = outcome;
      return finishWritten(tools, publication, edit.wanted, { editedAtMs, ...(remark && { reason: remark }) });
    }
    case 'partly':
      return keepPart(tools, publication, outcome);
    case 'mismatch':
      return finishMismatch(tools, publication, { ...outcome, wanted: edit.wanted });
    case 'unconfirmed': {
      const error: ErrorRecord = { category: 'platform', sentence: outcome.reason, code: 'unconfirmed' };
      return leaveUnsettled(tools, publication, {
        notBefore: outcome.retryAtMs,
        error,
        attempts: publication.attempts,
      });
    }
    default:
      return keepUnwritten(tools, publication, { changes: edit.wanted }, outcome);
  }
}

/** What was written is published; the rest of it becomes a publication of its own, and waits as the server's no says. */
function keepPart(tools: WriteTools, publication: PublicationRow, part: Extract<Outcome, { kind: 'partly' }>): void {
  transact(tools.db, () => {
    finishWritten(tools, publication, part.written, { editedAtMs: part.editedAtMs });
    const rest = findOpenPublication(tools.db, publication.postId);
    if (rest) tryLater(tools, rest, toErrorRecord(part.error));
  });
}

function keepUnwritten(
  tools: WriteTools,
  publication: PublicationRow,
  plan: { changes: { mediaId: string; description: string }[] },
  end: Unwritten,
): void {
  switch (end.kind) {
    case 'already':
      return finishWritten(tools, publication, plan.changes, { editedAtMs: end.editedAtMs });
    case 'conflict':
      // The post changed between two reads: reading it anew says what that means for each picture.
      return tryLater(tools, publication, { category: 'platform', sentence: end.reason, code: 'raced' });
    case 'refused':
      return finishUnwritten(tools, publication, 'refused', {
        category: 'validation',
        sentence: end.reason,
        code: 'refused',
      });
    case 'gone':
      return tryLater(tools, publication, goneError());
  }
}
