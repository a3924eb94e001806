import type { Clock } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';
import { type Sentence, say } from '../../lib/sentence.ts';
import { resendsPost } from '../capabilities.ts';
import { leavesDoubt } from '../http-errors.ts';
import type { Capabilities, EditablePost, Instance, Outcome, PreparedEdit, RemotePost } from '../platform.ts';
import { isSameText } from '../text.ts';
import { differencesAfter, holdsAll, type Keeping } from './compare.ts';
import type { Writer } from './writer.ts';

/** What an edit needs of the account it is made by. */
export type EditTools = {
  instance: Instance;
  capabilities: Capabilities;
  clock: Clock;
  /** Throws `gone`, `not-yours`. */
  readForEdit: (postId: string, signal?: AbortSignal) => Promise<EditablePost>;
  /** Where reading for an edit takes several requests: the post once more, for what its owner did between them. */
  lookAgain?: ((postId: string, signal?: AbortSignal) => Promise<RemotePost>) | undefined;
  writer: Writer;
  /** Without it descriptions are kept as they are sent. */
  keeps?: Keeping | undefined;
};

/** What the server said to the write. `lost`: nothing that could be relied on. */
type Reply = { kind: 'done' } | { kind: 'lost'; reason: Sentence } | { kind: 'rejected'; error: AppError };

/** A comparison older than this is made again before the write: a person may have edited since. */
const freshForMs = 15_000;
/** After a lost answer the server may still be at work on the edit. */
const settleAfterMs = 60_000;

/** Each write once, then the post read back and compared. Nothing here sends a write a second time. */
export async function writeEdit(edit: PreparedEdit, tools: EditTools, signal?: AbortSignal): Promise<Outcome> {
  signal?.throwIfAborted();
  if (tools.clock.now() - edit.preparedAtMs > freshForMs) {
    const current = await tools.readForEdit(edit.postId);
    if (current.fingerprint !== edit.before.fingerprint) {
      return { kind: 'conflict', reason: say('platforms.postChanged'), current };
    }
  }
  return confirm(edit, await send(edit, tools), tools);
}

async function send(edit: PreparedEdit, { writer, readForEdit, keeps }: EditTools): Promise<Reply> {
  try {
    await writer.send(edit, async (written) => {
      const current = await readForEdit(edit.postId);
      if (differencesAfter(edit.before, current, written, keeps).length === 0) return;
      throw new AppError('platform', say('platforms.postChanged'), { code: 'raced' });
    });
    return { kind: 'done' };
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    // GoToSocial says so when the post already holds the text, for example after an answer that got lost.
    if (thrown.code === 'not-changed') return { kind: 'done' };
    if (leavesDoubt(thrown)) return { kind: 'lost', reason: thrown.sentence };
    // GoToSocial stores descriptions before it checks the rest, so a "no" there may still have changed something.
    const mayHaveWritten = !writer.isAtomic || thrown.category === 'validation';
    if (mayHaveWritten) return { kind: 'rejected', error: thrown };
    throw thrown;
  }
}

async function confirm(edit: PreparedEdit, reply: Reply, tools: EditTools): Promise<Outcome> {
  const after = await readBack(edit.postId, tools.readForEdit);
  if (after.kind === 'gone') return { kind: 'gone' };
  if (after.kind === 'unreadable') {
    // "Not found" without a look at the post says nothing yet.
    if (reply.kind === 'rejected' && !isMissing(reply.error)) throw reply.error;
    return unconfirmed(after.error.sentence, after.error.retryAtMs ?? tools.clock.now() + settleAfterMs);
  }

  const { current } = after;
  const differences = differencesAfter(edit.before, current, edit.wanted, tools.keeps);
  const descriptionsHeld = holdsAll(current.post, edit.wanted, tools.keeps);
  if (differences.length === 0) return published(edit, current, tools);
  if (descriptionsHeld || reply.kind === 'done') return { kind: 'mismatch', differences, descriptionsHeld, current };
  if (reply.kind === 'rejected') return rejected(edit, current, reply.error, tools.keeps);
  const isAsBefore = current.fingerprint === edit.before.fingerprint;
  if (tools.writer.isAtomic && !isAsBefore) return changedMeanwhile(current);
  return unconfirmed(reply.reason, tools.clock.now() + settleAfterMs);
}

/** The server said no; what it had done before that stands. */
function rejected(edit: PreparedEdit, current: EditablePost, error: AppError, keeps?: Keeping): Outcome {
  // With what an earlier write, whose answer was lost, had put there.
  const written = edit.wanted.filter((change) => holdsAll(current.post, [change], keeps));
  if (written.length > 0 && differencesAfter(edit.before, current, written, keeps).length === 0) {
    return { kind: 'partly', written, error, editedAtMs: current.post.editedAtMs };
  }
  if (current.fingerprint !== edit.before.fingerprint) return changedMeanwhile(current);
  // The post is there and its edit is not: this server has none, or it is switched off.
  if (isMissing(error)) return { kind: 'refused', reason: say('platforms.editingUnsupported') };
  throw error;
}

function isMissing({ code }: AppError): boolean {
  return code === 'gone' || code === 'no-such-page';
}

function changedMeanwhile(current: EditablePost): Outcome {
  return { kind: 'conflict', reason: say('platforms.postChanged'), current };
}

function unconfirmed(reason: Sentence, retryAtMs: number): Outcome {
  return { kind: 'unconfirmed', reason, retryAtMs };
}

function published(edit: PreparedEdit, { post, fingerprint }: EditablePost, { capabilities }: EditTools): Outcome {
  const remarks: Sentence[] = [];
  const marksEdits = resendsPost(capabilities) && capabilities.conflictCheck === 'editedAt';
  // GoToSocial may have stored the description and failed before the edit: then other servers never hear of it.
  if (marksEdits && post.editedAtMs === edit.before.post.editedAtMs) remarks.push(say('platforms.mayNotHaveFederated'));
  if (!isSameText(post.text, edit.before.post.text)) remarks.push(say('platforms.shownTextDiffers'));
  return { kind: 'published', fingerprint, editedAtMs: post.editedAtMs, remarks };
}

type ReadBack = { kind: 'read'; current: EditablePost } | { kind: 'gone' } | { kind: 'unreadable'; error: AppError };

async function readBack(postId: string, readForEdit: EditTools['readForEdit']): Promise<ReadBack> {
  try {
    return { kind: 'read', current: await readForEdit(postId) };
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return thrown.code === 'gone' ? { kind: 'gone' } : { kind: 'unreadable', error: thrown };
  }
}
