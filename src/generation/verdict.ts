import type { KnownImage } from './tools.ts';

/** What the database knows of a picture that a run came upon. */
export type SeenImage = { state: string; taskId: string | null; remoteDescription: string | null };

/**
 * Whether a run describes a picture. Settled by this very run: `done`, so that a resumed run does nothing twice.
 * Decided by the person (approved, rejected, not needed, published): left alone for good. `reprocess` drafts again
 * what is drafted and undecided, and drafts beside a description the owner wrote.
 */
export function verdictOn(image: SeenImage, run: { taskId: string; reprocess: boolean }): KnownImage['verdict'] {
  const isOwn = image.taskId === run.taskId;
  switch (image.state) {
    case 'found':
    case 'prepared':
      return 'describe';
    case 'failed':
      return isOwn ? 'done' : 'describe';
    case 'drafted':
      if (isOwn) return 'done';
      return run.reprocess ? 'describe' : 'skip';
    case 'described':
      return run.reprocess ? 'describe' : 'skip';
    default:
      return isOwn ? 'done' : 'skip';
  }
}
