import { findPost } from '../../db/decisions.ts';
import { transact } from '../../db/open.ts';
import { findOpenPublication, type PublicationRow } from '../../db/publications.ts';
import type { ErrorRecord } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import type { PlatformClient, Settlement } from '../platforms/platform.ts';
import { maxTries, retryAt } from './backoff.ts';
import { goneError, settleLater, type TroubleTools } from './trouble.ts';
import { finishUnwritten, putOff } from './unwritten.ts';
import { finishWritten } from './written.ts';

/**
 * How a write ended whose end nobody saw (the process died, the answer was lost), by reading the post. What is missing of
 * its texts waits again: the next try reads once more before it writes, and finds what was put there meanwhile by whom
 * ever.
 */
export async function settlePost(
  tools: TroubleTools,
  publication: PublicationRow,
  client: PlatformClient,
  signal: AbortSignal,
): Promise<void> {
  const post = findPost(tools.db, publication.postId);
  if (!post) return;
  const wanted = (publication.wanted ?? []).map(({ mediaId, description }) => ({
    mediaId,
    description: description ?? '',
  }));
  const expected = { fingerprint: publication.fingerprint ?? '', mediaIds: publication.mediaIds ?? [] };
  const settlement = await client.settle(post.remoteId, wanted, expected, signal);
  switch (settlement.kind) {
    case 'holds': {
      const { editedAtMs, intact } = settlement;
      const reason = intact ? {} : { reason: say('publishing.changedBesides') };
      return finishWritten(tools, publication, wanted, { editedAtMs, ...reason });
    }
    case 'gone':
      return settleLater(tools, publication, goneError());
    case 'lacks':
      return settlement.held.length > 0
        ? keepPart(tools, publication, settlement)
        : writeAgain(tools, publication, publication.writtenAt);
  }
}

/** What stands there is published, so that it can be corrected and taken back; the rest is written again. */
function keepPart(
  tools: TroubleTools,
  publication: PublicationRow,
  { held, current }: Extract<Settlement, { kind: 'lacks' }>,
): void {
  transact(tools.db, () => {
    finishWritten(tools, publication, held, { editedAtMs: current.post.editedAtMs });
    const rest = findOpenPublication(tools.db, publication.postId);
    if (rest) writeAgain(tools, rest, publication.writtenAt);
  });
}

function writeAgain(tools: TroubleTools, publication: PublicationRow, writtenAt: number | null): void {
  const now = tools.now();
  const error: ErrorRecord = { category: 'platform', sentence: say('publishing.notArrived'), code: 'not-arrived' };
  const failedTries = publication.attempts + 1;
  if (failedTries >= maxTries) return finishUnwritten(tools, publication, 'failed', error);
  // The server may still be at work on the write that was cut off.
  const arrivesBy = (writtenAt ?? 0) + tools.confirmAfterMs;
  const backoff = failedTries === 1 ? now : retryAt(failedTries, now, tools.random());
  putOff(tools, publication, { notBefore: Math.max(arrivesBy, backoff), error, countsAsTry: true });
}
