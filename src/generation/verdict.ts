import type { KnownImage } from './run/tools.ts';

/** What the database knows of a picture that a run came upon. */
export type SeenImage = {
  state: string;
  taskId: string | null;
  isPersonsText: boolean;
  /** Its description is a file name, a lone "image" or the like. */
  saysNothing: boolean;
  /** The person does not want to be asked about its post. */
  isDismissed: boolean;
};

/** What a run does with pictures that need nothing at first sight. */
export type RunWish = { taskId: string; reprocess: boolean; saysNothingToo?: boolean; isScheduled?: boolean };

/**
 * Whether a run describes a picture. Settled by this very run: `done`, so that a resumed run does nothing twice.
 * Decided by the person (approved, rejected, not needed, published) or worded by her: left alone for good. `reprocess`
 * drafts again what the model drafted and nobody decided about, and drafts beside a description the owner wrote;
 * `saysNothingToo` does the latter only where that says nothing. A scheduled run leaves alone what failed before, or it would try it again at every turn.
 */
export function verdictOn(image: SeenImage, run: RunWish): KnownImage['verdict'] {
  const isOwn = image.taskId === run.taskId;
  if (!image.isDismissed && isToDescribe(image, run, isOwn)) return 'describe';
  return isOwn && image.state !== 'described' ? 'done' : 'skip';
}

function isToDescribe(image: SeenImage, run: RunWish, isOwn: boolean): boolean {
  switch (image.state) {
    case 'found':
    case 'prepared':
      return true;
    case 'failed':
      return !isOwn && !image.isPersonsText && !run.isScheduled;
    case 'drafted':
      return !isOwn && run.reprocess && !image.isPersonsText;
    case 'described':
      return run.reprocess || Boolean(run.saysNothingToo && image.saysNothing);
    default:
      return false;
  }
}
