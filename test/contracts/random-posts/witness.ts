import { cleanDescription, isSameText } from '../../../src/platforms/text.ts';
import type { LogEntry } from '../../support/sandbox-instance/sandbox.ts';
import type { DescriptionChange, Snapshot } from '../../support/sandbox-instance/snapshot.ts';
import type { Posted } from './deeds.ts';
import type { Ground } from './ground.ts';

/** Texts that may take the place of others in a picture: what was approved, or what stood there before it. */
export type Allowed = ReadonlyMap<string, { from: string; to: string }>;

/** Harm that was seen, each in a few words for whoever looks for its cause. */
export type Harm = { changedOtherwise: string[]; overwrittenHuman: string[]; writtenForNothing: string[] };

export type Witness = ReturnType<typeof watch>;

/**
 * Sees by the sandbox's own snapshots and log what became of a post. What its owner does in between starts a new span,
 * so that her changes and Altwright's are never taken for each other's.
 */
export function watch(ground: Ground, posted: Posted, allowed: Allowed) {
  const { sandbox } = ground;
  const harm: Harm = { changedOtherwise: [], overwrittenHuman: [], writtenForNothing: [] };
  let baseline = sandbox.snapshot();
  let lastEdit: { entry: LogEntry; before: string } | null = null;

  const descriptions = () => JSON.stringify(sandbox.snapshot()[posted.id]?.media.map(({ description }) => description));

  function judgeEdit(): void {
    // Where no answer was seen the server may have refused as well; only a plain yes shows that it was a write.
    const wasTaken = lastEdit?.entry.status === 200 || lastEdit?.entry.status === 204;
    if (lastEdit && wasTaken && !lastEdit.entry.fault && lastEdit.before === descriptions()) {
      harm.writtenForNothing.push(`${lastEdit.entry.method} ${lastEdit.entry.path}`);
    }
    lastEdit = null;
  }

  return {
    harm,
    /** To be called when a request has arrived and nothing has been done with it. */
    onRequest(): void {
      judgeEdit();
      const entry = sandbox.log.at(-1);
      if (entry && ground.differences.isEdit(entry)) lastEdit = { entry, before: descriptions() };
    },
    /** Holds what was changed since the last span ended to what was allowed. */
    endSpan(): void {
      judgeEdit();
      const now = sandbox.snapshot();
      judgeSpan(ground, { baseline, now, posted, allowed }, harm);
      baseline = now;
    },
    /** From here on this is what the owner made of it. */
    beginSpan(): void {
      baseline = sandbox.snapshot();
    },
  };
}

type Span = { baseline: Snapshot; now: Snapshot; posted: Posted; allowed: Allowed };

function judgeSpan({ sandbox, differences }: Ground, { baseline, now, posted, allowed }: Span, harm: Harm): void {
  for (const { postId, descriptions, otherwise } of sandbox.diff(baseline, now)) {
    if (otherwise.length > 0) harm.changedOtherwise.push(`${otherwise} of ${postId}`);
    for (const change of descriptions) {
      // A description that belongs to the file changes wherever the file is shown; nothing else may change there.
      const isHere = postId === posted.id || (differences.sharesFiles && posted.mediaIds.includes(change.mediaId));
      judgeDescription(change, isHere ? allowed.get(change.mediaId) : undefined, differences.keeps, harm);
    }
  }
}

function judgeDescription(
  { mediaId, before, after }: DescriptionChange,
  allowed: { from: string; to: string } | undefined,
  keeps: (description: string) => string,
  harm: Harm,
): void {
  const seen = `description ${mediaId}: ${JSON.stringify({ before, after, allowed })}`;
  const isWanted = allowed !== undefined && isSameText(after ?? '', keeps(cleanDescription(allowed.to)));
  if (!isWanted) harm.changedOtherwise.push(seen);
  const wasBlank = !before?.trim();
  // The API may show a text otherwise than the server has it.
  const shownThen = [allowed?.from ?? '', keeps(allowed?.from ?? '')];
  const wasSeen = allowed !== undefined && shownThen.some((text) => isSameText(before ?? '', text));
  if (!wasBlank && !wasSeen) harm.overwrittenHuman.push(seen);
}
