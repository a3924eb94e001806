import type { Clock } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';
import type { Capabilities, EditablePost, Instance, PlatformClient } from '../platform.ts';
import { holdsAll, type Keeping } from './compare.ts';
import { sameBesidesDescriptions } from './fingerprint.ts';
import { buildEdit, cleanChanges, compareBefore, faultIn } from './prepare.ts';
import { writeEdit } from './write.ts';
import type { Writer } from './writer.ts';

export type EditTools = {
  instance: Instance;
  capabilities: Capabilities;
  clock: Clock;
  /** Throws `gone`, `not-yours`. */
  readForEdit: (postId: string, signal?: AbortSignal) => Promise<EditablePost>;
  writer: Writer;
  /** Without it descriptions are kept as they are sent. */
  keeps?: Keeping | undefined;
};

/** The safe edit of any family: read, compare, write once, read back. */
export function createEdits(tools: EditTools): Pick<PlatformClient, 'prepareEdit' | 'writeEdit' | 'settle'> {
  const { instance, clock, readForEdit, writer, keeps } = tools;
  return {
    async prepareEdit(postId, wishes, expected, signal) {
      const changes = cleanChanges(wishes);
      const fault = faultIn(changes, expected, instance);
      if (fault) return { kind: 'refused', reason: fault };
      const current = await unlessGone(readForEdit(postId, signal));
      if (!current) return { kind: 'gone' };
      const end = compareBefore(current, changes, expected, keeps);
      if (end) return end;
      const edit = buildEdit(current, changes, clock.now(), keeps);
      const reason = await writer.refusesNow?.(current, edit.changed, signal);
      return reason ? { kind: 'refused', reason } : { kind: 'ready', edit };
    },

    writeEdit: (edit, signal) => writeEdit(edit, tools, signal),

    async settle(postId, wanted, expected, signal) {
      const current = await unlessGone(readForEdit(postId, signal));
      if (!current) return { kind: 'gone' };
      if (!holdsAll(current.post, cleanChanges(wanted), keeps)) return { kind: 'lacks', current };
      const { fingerprint, post } = current;
      const intact = sameBesidesDescriptions(fingerprint, expected.fingerprint);
      return { kind: 'holds', intact, fingerprint, editedAtMs: post.editedAtMs };
    },
  };
}

async function unlessGone<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'gone') return null;
    throw thrown;
  }
}
