import { type TaskOutcome, type TaskRow, workedMs } from '../../db/tasks.ts';
import { type Sentence, say } from '../lib/sentence.ts';

/** What a run has done, with every field of the seed's GenerationResults. */
export type GenerationResults = {
  taskId: string;
  postsProcessed: number;
  imagesProcessed: number;
  captionsGenerated: number;
  errorsCount: number;
  skippedExisting: number;
  processingTimeSeconds: number;
  errorDetails: { imageId: string; stage: string; sentence: Sentence }[];
  generatedImageIds: string[];
};

/** The results of a run as its rows stand now; also of one that was cancelled or failed half-way. */
export function resultsOf(task: TaskRow, images: TaskOutcome[], nowMs: number): GenerationResults {
  const failed = images.filter(({ state }) => state === 'failed');
  return {
    taskId: task.id,
    postsProcessed: task.postsChosen,
    imagesProcessed: task.imagesDrafted + task.imagesFailed,
    captionsGenerated: task.imagesDrafted,
    errorsCount: task.imagesFailed,
    skippedExisting: task.imagesSkipped,
    processingTimeSeconds: Math.round(workedMs(task, nowMs) / 100) / 10,
    errorDetails: failed.map(({ id, failedStage, error }) => ({
      imageId: id,
      stage: failedStage ?? 'describe',
      sentence: error?.sentence ?? say('errors.unexpected'),
    })),
    generatedImageIds: images
      .filter(({ state }) => state !== 'failed' && state !== 'found' && state !== 'prepared')
      .map(({ id }) => id),
  };
}

/** The run in one sentence, kept after its details are cleaned up. */
export function summaryOf(results: GenerationResults, status: TaskRow['status']): Sentence {
  const { captionsGenerated, postsProcessed, errorsCount, skippedExisting } = results;
  if (captionsGenerated + errorsCount === 0) {
    // What was found may still have been waiting.
    if (status !== 'completed') return say('runs.summaryNone');
    return say('runs.summaryNothing', { skipped: skippedExisting });
  }
  const key = errorsCount > 0 ? 'runs.summaryWithFailures' : 'runs.summary';
  return say(key, { count: captionsGenerated, posts: postsProcessed, failed: errorsCount, skipped: skippedExisting });
}
