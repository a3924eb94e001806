import { countCharacters } from '../../../src/lib/characters.ts';
import { cleanDescription, isSameText } from '../../../src/platforms/text.ts';
import { arm, drive } from './arming.ts';
import type { Posted } from './deeds.ts';
import type { Ground } from './ground.ts';
import type { Plan } from './plan.ts';
import { type Play, rowOf, type Wished } from './records.ts';
import { watch } from './witness.ts';

type Undo = {
  posted: Posted;
  postRowId: string;
  plan: Plan;
  /** The pictures that were described. */
  written: Wished[];
  /** The post was changed by its owner as well, perhaps into one that is never edited. */
  byOwner: boolean;
};

const hourMs = 3_600_000;

/** Every text goes back to what stood before it, unless its owner has put another there meanwhile. */
export async function putBack(ground: Ground, undo: Undo, result: Play): Promise<void> {
  const { review, user, clock, differences } = ground;
  const textOf = ({ wish }: Wished) => differences.keeps(cleanDescription(wish.text));
  const still = undo.written.filter((each) => isSameText(shown(ground, undo.posted, each) ?? '\0', textOf(each)));
  if (still.length === 0) return;
  clock.advance(hourMs);
  const backwards = still.map(
    (each) => [each.mediaId, { from: textOf(each), to: each.row.originalDescription ?? '' }] as const,
  );
  const witness = watch(ground, undo.posted, new Map(backwards));
  const trouble = arm(ground, undo.posted, undo.plan, witness);
  for (const { row } of still) review.putBack({ user, imageId: row.id });
  const ended = await drive(ground, undo.postRowId);
  trouble.disarm();
  witness.endSpan();
  if (!ended) result.stuck.push('putting back');
  for (const kind of ['changedOtherwise', 'overwrittenHuman', 'writtenForNothing'] as const) {
    result[kind].push(...witness.harm[kind].map((seen) => `putting back: ${seen}`));
  }
  judgeUndo(ground, undo, still, result);
}

function judgeUndo(ground: Ground, { posted, postRowId, byOwner }: Undo, still: Wished[], result: Play): void {
  // Of before the server lowered its limit: it takes such a text from nobody any more, nor another one of that post.
  const most = ground.sandbox.limits.descriptionMax ?? Number.POSITIVE_INFINITY;
  if (still.some(({ row }) => countCharacters(row.originalDescription ?? '') > most)) return;
  for (const each of still) {
    const { error } = rowOf(ground, postRowId, each.row.id);
    const original = each.row.originalDescription ?? '';
    const stands = shown(ground, posted, each) ?? '\0';
    if ([original, ground.differences.keeps(original)].some((text) => isSameText(stands, text))) result.undone++;
    else if (!byOwner || !error) result.notUndone.push(`${each.mediaId}: ${error?.sentence.key ?? 'without a reason'}`);
  }
}

/** What the post shows for a picture; undefined when the picture, or the post, is not there any more. */
function shown({ sandbox }: Ground, { id }: Posted, { mediaId }: Wished): string | undefined {
  const media = sandbox.snapshot()[id]?.media.find((each) => each.id === mediaId);
  return media && (media.description ?? '');
}
