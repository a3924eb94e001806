import type { Clock } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';
import { type Sentence, say } from '../../lib/sentence.ts';
import type { ApiClient } from '../http.ts';
import { leavesDoubt } from '../http-errors.ts';
import type { EditablePost, Outcome, PreparedEdit } from '../platform.ts';
import { isSameText } from '../text.ts';
import { differencesAfter, holdsAll } from './compare.ts';
import type { Dialect } from './dialect.ts';

export type WriteTools = {
  api: ApiClient;
  clock: Clock;
  dialect: Dialect;
  readForEdit: (postId: string) => Promise<EditablePost>;
};

/** What the server said to the PUT. `lost`: nothing that could be relied on. */
type Reply =
  | { kind: 'done' }
  | { kind: 'unknown-post' }
  | { kind: 'lost'; reason: Sentence }
  | { kind: 'rejected'; error: AppError };

/** A comparison older than this is made again before the write: a person may have edited since. */
const freshForMs = 15_000;
/** After a lost answer the server may still be at work on the edit. */
const settleAfterMs = 60_000;

/** One PUT, then the post read back and compared. Nothing here sends the PUT a second time. */
export async function writeEdit(edit: PreparedEdit, tools: WriteTools, signal?: AbortSignal): Promise<Outcome> {
  signal?.throwIfAborted();
  if (tools.clock.now() - edit.preparedAtMs > freshForMs) {
    const current = await tools.readForEdit(edit.postId);
    if (current.fingerprint !== edit.before.fingerprint) {
      return { kind: 'conflict', reason: say('platforms.postChanged'), current };
    }
  }
  return confirm(edit, await put(edit, tools), tools);
}

async function put(edit: PreparedEdit, { api }: WriteTools): Promise<Reply> {
  try {
    await api.put(`/api/v1/statuses/${encodeURIComponent(edit.postId)}`, edit.body);
    return { kind: 'done' };
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    // GoToSocial says so when the post already holds the text, for example after an answer that got lost.
    if (thrown.code === 'not-changed') return { kind: 'done' };
    if (thrown.code === 'gone' || thrown.code === 'no-such-page') return { kind: 'unknown-post' };
    if (leavesDoubt(thrown)) return { kind: 'lost', reason: thrown.sentence };
    // GoToSocial stores descriptions before it checks the rest, so a "no" there may still have changed something.
    if (thrown.code === 'invalid') return { kind: 'rejected', error: thrown };
    throw thrown;
  }
}

async function confirm(
  edit: PreparedEdit,
  reply: Reply,
  { readForEdit, clock, dialect }: WriteTools,
): Promise<Outcome> {
  const unconfirmed = (reason: Sentence, retryAtMs = clock.now() + settleAfterMs): Outcome => ({
    kind: 'unconfirmed',
    reason,
    retryAtMs,
  });
  const after = await readBack(edit.postId, readForEdit);
  if (after.kind === 'gone') return { kind: 'gone' };
  if (after.kind === 'unreadable') {
    if (reply.kind === 'rejected') throw reply.error;
    return unconfirmed(after.error.sentence, after.error.retryAtMs);
  }

  const { current } = after;
  const differences = differencesAfter(edit.before, current, edit.wanted);
  const descriptionsHeld = holdsAll(current.post, edit.wanted);
  if (differences.length === 0) return published(edit, current, dialect);
  if (descriptionsHeld || reply.kind === 'done') return { kind: 'mismatch', differences, descriptionsHeld, current };
  if (current.fingerprint !== edit.before.fingerprint) {
    return { kind: 'conflict', reason: say('platforms.postChanged'), current };
  }
  if (reply.kind === 'rejected') throw reply.error;
  if (reply.kind === 'unknown-post') return { kind: 'refused', reason: say('platforms.editingUnsupported') };
  return unconfirmed(reply.reason);
}

function published(edit: PreparedEdit, { post, fingerprint }: EditablePost, dialect: Dialect): Outcome {
  const remarks: Sentence[] = [];
  const marksEdits = dialect.capabilities.conflictCheck === 'editedAt';
  // GoToSocial may have stored the description and failed before the edit: then other servers never hear of it.
  if (marksEdits && post.editedAtMs === edit.before.post.editedAtMs) remarks.push(say('platforms.mayNotHaveFederated'));
  if (!isSameText(post.text, edit.before.post.text)) remarks.push(say('platforms.shownTextDiffers'));
  return { kind: 'published', fingerprint, editedAtMs: post.editedAtMs, remarks };
}

type ReadBack = { kind: 'read'; current: EditablePost } | { kind: 'gone' } | { kind: 'unreadable'; error: AppError };

async function readBack(postId: string, readForEdit: WriteTools['readForEdit']): Promise<ReadBack> {
  try {
    return { kind: 'read', current: await readForEdit(postId) };
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return thrown.code === 'gone' ? { kind: 'gone' } : { kind: 'unreadable', error: thrown };
  }
}
