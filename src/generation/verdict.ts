import type { KnownImage } from './tools.ts';

/** What the database knows of a picture that a run came upon. */
export type SeenImage = { state: string; taskId: string | null; isPersonsText: boolean };

/**
 * Whether a run describes a picture. Settled by this very run: `done`, so that a resumed run does nothing twice.
 * Decided by the person (approved, rejected, not needed, published) or worded by her: left alone for good. `reprocess`
 * drafts again what the model drafted and nobody decided about, and drafts beside a description the owner wrote. A
 * scheduled run leaves alone what failed before, or it would try it again at every turn.
 */
export function verdictOn(
  image: SeenImage,
  run: { taskId: string; reprocess: boolean; isScheduled?: boolean },
): KnownImage['verdict'] {
  const isOwn = image.taskId === run.taskId;
  switch (image.state) {
    case 'found':
    case 'prepared':
      return 'describe';
    case 'failed':
      if (isOwn) return 'done';
      return image.isPersonsText || run.isScheduled ? 'skip' : 'describe';
    case 'drafted':
      if (isOwn) return 'done';
      return run.reprocess && !image.isPersonsText ? 'describe' : 'skip';
    case 'described':
      return run.reprocess ? 'describe' : 'skip';
    default:
      return isOwn ? 'done' : 'skip';
  }
}
