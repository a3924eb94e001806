import { findImages } from '../../db/found-posts.ts';
import type { Db } from '../../db/open.ts';
import { recallDraft } from '../../db/run-events.ts';
import { findTask, type TaskRow } from '../../db/tasks.ts';
import type { FromRun, Questions, ToOwner, ToRun } from '../generation/port.ts';
import type { CaptionSettings } from '../generation/settings.ts';
import type { KnownImage, MediaRef, Recalled } from '../generation/tools.ts';
import { verdictOn } from '../generation/verdict.ts';
import { describeCause } from '../lib/errors.ts';
import type { Tracker } from '../progress/tracker.ts';
import { createSlotKeeper, type SlotGate } from './slots.ts';

export type Answers = {
  receive: (message: ToOwner, post: (message: ToRun) => void) => void;
  /** Gives back every slot of the run: it has ended, however it ended. */
  releaseAll: () => void;
};

export type AnswersOptions = {
  db: Db;
  tracker: Tracker;
  slots: SlotGate;
  task: TaskRow;
  /** How many pictures this attempt may have described. */
  pictures: number;
  /** Told when it wants more: it must pause. */
  onSpent: () => void;
};

/** Answers the questions of one run from the rows and the slot gate, after the events sent before them are applied. */
export function createAnswers({ db, tracker, slots, task, pictures, onSpent }: AnswersOptions): Answers {
  const keeper = createSlotKeeper(slots, { taskId: task.id });
  let picturesLeft = pictures;

  async function known(refs: MediaRef[]): Promise<KnownImage[]> {
    await tracker.flushed();
    const { reprocessExisting: reprocess, saysNothingToo } = task.settings as CaptionSettings;
    const run = { taskId: task.id, reprocess, saysNothingToo, isScheduled: task.kind === 'scheduled' };
    return findImages(db, task.connectionId, refs).map((image) => ({
      postUri: image.postUri,
      mediaId: image.mediaId,
      imageId: image.imageId,
      verdict: verdictOn(image, run),
    }));
  }

  async function recall({ sha256, language }: { sha256: string; language: string }): Promise<Recalled | null> {
    await tracker.flushed();
    const draft = recallDraft(db, { userId: task.userId, sha256, model: task.model, language });
    if (!draft) return null;
    const { text, raw, model, promptVersion, findings } = draft;
    return { text, raw, model, promptVersion, findings };
  }

  /** Those found so far that have not ended. */
  function picturesToCome(): number {
    const row = findTask(db, task.id) ?? task;
    return Math.max(1, row.imagesFound - row.imagesDrafted - row.imagesFailed);
  }

  /** The picture that would be one too many waits for a slot until the pause withdraws its wish. */
  function slot({ id, args }: Extract<FromRun, { name: 'slot' }>): Promise<Questions['slot']['answer']> {
    picturesLeft -= 1;
    if (picturesLeft >= 0) return keeper.take(id, args, picturesToCome());
    onSpent();
    return new Promise(() => {});
  }

  function answer(message: Extract<FromRun, { kind: 'question' }>): Promise<unknown> {
    if (message.name === 'known') return known(message.args);
    if (message.name === 'recall') return recall(message.args);
    return slot(message);
  }

  return {
    receive(message, post) {
      if (message.kind === 'withdraw') return keeper.release(message.id);
      if (message.kind === 'release') return keeper.release(message.id, message.report);
      answer(message).then(
        (value) => post({ kind: 'answer', id: message.id, value }),
        (thrown: unknown) => post({ kind: 'refusal', id: message.id, reason: describeCause(thrown) }),
      );
    },
    releaseAll: keeper.releaseAll,
  };
}
