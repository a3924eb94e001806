import { AppError } from '../../lib/errors.ts';
import { say } from '../../lib/sentence.ts';
import type { PlatformClient } from '../platform.ts';
import { holdsAll, isUntouched } from './compare.ts';
import { sameBesidesDescriptions } from './fingerprint.ts';
import { buildEdit, cleanChanges, compareBefore, faultIn } from './prepare.ts';
import { type EditTools, writeEdit } from './write.ts';

/** The safe edit of any family: read, compare, write once, read back. */
export function createEdits(tools: EditTools): Pick<PlatformClient, 'prepareEdit' | 'writeEdit' | 'settle'> {
  const { instance, clock, readForEdit, lookAgain, writer, keeps } = tools;
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
      const last = lookAgain ? await unlessGone(lookAgain(postId, signal)) : current.post;
      if (!last) return { kind: 'gone' };
      if (!isUntouched(current.post, last)) return { kind: 'conflict', reason: say('platforms.postChanged'), current };
      return reason ? { kind: 'refused', reason } : { kind: 'ready', edit };
    },

    writeEdit: (edit, signal) => writeEdit(edit, tools, signal),

    async settle(postId, wanted, expected, signal) {
      const current = await unlessGone(readForEdit(postId, signal));
      if (!current) return { kind: 'gone' };
      const told = cleanChanges(wanted);
      if (!holdsAll(current.post, told, keeps)) {
        await writer.takeBack?.(postId, told);
        return { kind: 'lacks', current, held: told.filter((one) => holdsAll(current.post, [one], keeps)) };
      }
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
