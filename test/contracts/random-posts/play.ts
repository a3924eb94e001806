import { eq } from 'drizzle-orm';
import { listImagesOfPost, updateImages } from '../../../db/decisions.ts';
import { saveFoundPost } from '../../../db/found-posts.ts';
import { transact } from '../../../db/open.ts';
import { posts } from '../../../db/schema.ts';
import { cleanDescription, isSameText } from '../../../src/platforms/text.ts';
import { arm, drive } from './arming.ts';
import type { Posted } from './deeds.ts';
import type { Ground } from './ground.ts';
import type { Wishes } from './posts.ts';
import { type Case, type Play, rowOf, type Wished } from './records.ts';
import { putBack } from './undo.ts';
import { watch } from './witness.ts';

const hourMs = 3_600_000;

/** Describes one post under its plan as a person would, then puts everything back; the sandbox says what came of it. */
export async function play(ground: Ground, given: Case): Promise<Play> {
  const { sandbox, clock } = ground;
  clock.advance(hourMs);
  const made = sandbox.createPost(ground.bob, { createdAt: clock.now() - 24 * hourMs, ...given.post });
  const posted: Posted = { id: made.id, mediaIds: [...made.mediaIds] };
  const postRowId = await find(ground, posted);
  const wished = approve(ground, { postRowId, posted, wishes: given.wishes });

  const allowed = new Map(
    wished.map(({ row, mediaId, wish }) => [mediaId, { from: row.replacedText ?? '', to: wish.text }]),
  );
  const witness = watch(ground, posted, allowed);
  const trouble = arm(ground, posted, given.plan, witness);
  const ended = await drive(ground, postRowId);
  trouble.disarm();
  witness.endSpan();

  const after = wished.map((each) => ({ ...each, row: rowOf(ground, postRowId, each.row.id) }));
  const isWritten = ({ row }: Wished) => row.state === 'published';
  const result: Play = {
    ...witness.harm,
    ending: after.every(isWritten) ? 'described' : after.some(isWritten) ? 'partly' : 'refused',
    stuck: ended ? [] : after.map(({ row }) => row.state),
    untrue: after.flatMap((each) => untruth(ground, each, trouble.touched.byOwner)),
    ...{ undone: 0, notUndone: [] },
  };
  const undo = { posted, postRowId, plan: given.undoPlan, byOwner: trouble.touched.byOwner };
  if (ended) await putBack(ground, { ...undo, written: after.filter(isWritten) }, result);
  leave(ground, posted);
  return result;
}

/** As a run finds it: the post is read by its client and kept. */
async function find(ground: Ground, posted: Posted): Promise<string> {
  const { db, clock, user, connection } = ground;
  const post = await ground.client().readPost(posted.id);
  saveFoundPost(db, { userId: user.id, connectionId: connection.id }, post, clock.now());
  const row = db.select().from(posts).where(eq(posts.uri, post.uri)).get();
  if (!row) throw new Error('the post was not kept');
  return row.id;
}

/** The person approves: a text for each of these pictures, seeing what stands there where she agreed to replace it. */
function approve(ground: Ground, about: { postRowId: string; posted: Posted; wishes: Wishes }): Wished[] {
  const { db, clock, publishing } = ground;
  const rows = listImagesOfPost(db, about.postRowId);
  const wished = rows.flatMap((row, place) => {
    const wish = about.wishes[place];
    return wish ? [{ row, mediaId: about.posted.mediaIds[place] ?? '', wish }] : [];
  });
  transact(db, () => {
    for (const { row, wish } of wished) {
      const replacedText = wish.replacesOwn ? row.remoteDescription : null;
      updateImages(db, [row.id], {
        state: 'approved',
        text: wish.text,
        revision: 1,
        replacedText,
        decidedAt: clock.now(),
      });
    }
    publishing.postDecided(about.postRowId, { atOnce: true });
  });
  return wished.map((each) => ({ ...each, row: rowOf(ground, about.postRowId, each.row.id) }));
}

/** A row must not say "published" of what does not stand there, nor "not published" of what does, nor give no reason. */
function untruth(ground: Ground, { row, mediaId, wish }: Wished, byOwner: boolean): string[] {
  const { keeps } = ground.differences;
  const text = cleanDescription(wish.text);
  const holds = isSameText(ground.sandbox.media(mediaId)?.description ?? '', keeps(text));
  const hasReason = row.error !== null || row.state === 'conflict' || row.state === 'gone';
  if (row.state === 'published') return holds || byOwner ? [] : [`${mediaId} is published and does not stand there`];
  if (!hasReason) return [`${mediaId} is ${row.state} without a reason`];
  const wasThere = isSameText(row.remoteDescription ?? '', text);
  return holds && !byOwner && !wasThere ? [`${mediaId} is ${row.state} and stands there`] : [];
}

/** Nothing of a post is in the way of the next one. */
function leave({ sandbox }: Ground, posted: Posted): void {
  if (posted.id in sandbox.snapshot()) sandbox.deletePost(posted.id);
  sandbox.log.length = 0;
  sandbox.edits.length = 0;
}
