import type { PostRow } from '../../db/decisions.ts';
import type { ErrorRecord } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import type { RemotePost } from '../platforms/platform.ts';

/** Other servers must have a post before its edit, and its author may still be describing the pictures herself. */
const youngMs = 2 * 60_000;
/** Who edited a post just now may not have finished. */
const editedLatelyMs = 10 * 60_000;
/** A post from further in the future than this only shows that the server's clock is wrong. */
const believableMs = 60 * 60_000;

/** Why a post must not be edited yet, with `retryAtMs`; null when it may be. Altwright's own edits do not count. */
export function freshnessOf(post: RemotePost, known: Pick<PostRow, 'ownEditedAt'>, nowMs: number): ErrorRecord | null {
  const isEditOfAPerson = post.editedAtMs !== null && post.editedAtMs !== known.ownEditedAt;
  const waits: [untilMs: number, key: string][] = [
    [isEditOfAPerson ? (post.editedAtMs ?? 0) + editedLatelyMs : 0, 'publishing.editedLately'],
    [post.createdAtMs + youngMs, 'publishing.tooYoung'],
  ];
  const wait = waits.find(([untilMs]) => untilMs > nowMs && untilMs < nowMs + believableMs);
  if (!wait) return null;
  const [retryAtMs, key] = wait;
  return { category: 'platform', sentence: say(key, { at: retryAtMs }), code: 'too-fresh', retryAtMs };
}
