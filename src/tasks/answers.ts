import { findOwnImage } from '../../db/decisions.ts';
import { findImages } from '../../db/found-posts.ts';
import type { Db } from '../../db/open.ts';
import { isPictureOf } from '../../db/picture-memory.ts';
import { listSiblingTexts } from '../../db/sibling-texts.ts';
import { findTask, type TaskRow } from '../../db/tasks.ts';
import type { FromRun, Questions, ToOwner, ToRun } from '../generation/run/port.ts';
import type { KnownImage, MediaRef } from '../generation/run/tools.ts';
import type { CaptionSettings } from '../generation/settings.ts';
import { verdictOn } from '../generation/verdict.ts';
import { describeCause } from '../lib/errors.ts';
import type { Tracker } from '../progress/tracker.ts';
import type { LookAlikes } from './look-alikes.ts';
import { recallText } from './recall.ts';
import { createSlotKeeper, type SlotGate } from './slots.ts';

export type Answers = {
  receive: (message: ToOwner, post: (message: ToRun) => void) => void;
  /** Gives back every slot of the run: it has ended, however it ended. */
  releaseAll: () => void;
};

/** Where the small pictures lie. */
export type SmallPictures = { read: (imageId: string) => Promise<Uint8Array | undefined> };

export type AnswersOptions = {
  db: Db;
  tracker: Tracker;
  pictures: SmallPictures;
  lookAlikes: LookAlikes;
  slots: SlotGate;
  task: TaskRow;
  /** How many pictures this attempt may have described. */
  mostPictures: number;
  /** Told when it wants more: it must pause. */
  onSpent: () => void;
};

/** Answers the questions of one run from the rows and the slot gate, after the events sent before them are applied. */
export function createAnswers(options: AnswersOptions): Answers {
  const { db, tracker, pictures, lookAlikes, slots, task, mostPictures, onSpent } = options;
  const keeper = createSlotKeeper(slots, { taskId: task.id });
  let picturesLeft = mostPictures;

  function known(refs: MediaRef[]): KnownImage[] {
    const { reprocessExisting: reprocess, saysNothingToo } = task.settings as CaptionSettings;
    const run = { taskId: task.id, reprocess, saysNothingToo, isScheduled: task.kind === 'scheduled' };
    return findImages(db, task.connectionId, refs).map((image) => ({
      postUri: image.postUri,
      mediaId: image.mediaId,
      imageId: image.imageId,
      verdict: verdictOn(image, run),
    }));
  }

  /** Of the person's own pictures only, whatever the run asks for. */
  async function smallPicture(imageId: string): Promise<string | null> {
    if (!isPictureOf(db, task.userId, imageId)) return null;
    const bytes = await pictures.read(imageId);
    return bytes ? Buffer.from(bytes).toString('base64') : null;
  }

  function siblingTexts(imageId: string): string[] {
    const image = findOwnImage(db, task.userId, imageId);
    return image ? listSiblingTexts(db, image) : [];
  }

  /** Those found so far that have not ended and are not at a host already. */
  function picturesToCome(): number {
    const row = findTask(db, task.id) ?? task;
    return Math.max(1, row.imagesFound - row.imagesDrafted - row.imagesFailed - keeper.held());
  }

  /** The picture that would be one too many waits for a slot until the pause withdraws its wish. */
  async function slot({ id, args }: Extract<FromRun, { name: 'slot' }>): Promise<Questions['slot']['answer']> {
    if (picturesLeft <= 0) {
      onSpent();
      return new Promise(() => {});
    }
    picturesLeft -= 1;
    const place = await keeper.take(id, args, picturesToCome());
    if (!place) picturesLeft += 1;
    return place;
  }

  /** A picture that was not described there may be at another host, and counts once. */
  function giveBack({ id, report }: Extract<FromRun, { kind: 'release' }>): void {
    const isDescribed = report !== null && 'timings' in report;
    if (keeper.holds(id) && !isDescribed) picturesLeft += 1;
    keeper.release(id, report);
  }

  async function answer(message: Extract<FromRun, { kind: 'question' }>): Promise<unknown> {
    if (message.name === 'slot') return slot(message);
    await tracker.flushed();
    switch (message.name) {
      case 'known':
        return known(message.args);
      case 'lookAlikes':
        return lookAlikes.find(task.userId, message.args);
      case 'smallPicture':
        return smallPicture(message.args.imageId);
      case 'recall':
        return recallText(db, task, message.args);
      case 'siblingTexts':
        return siblingTexts(message.args.imageId);
    }
  }

  return {
    receive(message, post) {
      if (message.kind === 'withdraw') return keeper.release(message.id);
      if (message.kind === 'release') return giveBack(message);
      answer(message).then(
        (value) => post({ kind: 'answer', id: message.id, value }),
        (thrown: unknown) => post({ kind: 'refusal', id: message.id, reason: describeCause(thrown) }),
      );
    },
    releaseAll: keeper.releaseAll,
  };
}
