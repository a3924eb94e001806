import type { PullProgress } from '../captioner/captioner.ts';
import type { Joint } from '../captioner/hosts/joint.ts';
import { AppError, type ErrorRecord, toErrorRecord } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { say } from '../lib/sentence.ts';

/** A download of a model under way, or how the last one ended. */
export type Pull = { model: string; progress: PullProgress | null; outcome: 'running' | 'done' | ErrorRecord };

export type ModelPullOptions = {
  log: Log;
  joint: Pick<Joint, 'pull'>;
  /** Told whenever a download has moved on. */
  onPull: () => void;
};

/** Fetches models, one at a time. */
export function createModelPull({ log, joint, onPull }: ModelPullOptions) {
  let pull: Pull | null = null;
  let pulling: AbortController | null = null;

  function tell(now: Pull | null) {
    pull = now;
    onPull();
  }

  async function download(model: string, signal: AbortSignal) {
    let end: Pull | null;
    try {
      await joint.pull(model, (progress) => tell({ model, progress, outcome: 'running' }), signal);
      end = { model, progress: null, outcome: 'done' };
    } catch (thrown) {
      end = signal.aborted ? null : { model, progress: null, outcome: toErrorRecord(thrown) };
      log.warn({ model, error: toErrorRecord(thrown) }, 'a model could not be fetched');
    }
    pulling = null;
    tell(end);
  }

  return {
    pull: () => pull,
    /** Starts fetching a model. Throws `already-pulling`. */
    startPull(model: string): void {
      if (pulling) throw new AppError('validation', say('models.alreadyPulling'), { code: 'already-pulling' });
      pulling = new AbortController();
      tell({ model, progress: null, outcome: 'running' });
      void download(model, pulling.signal);
    },
    /** Stops fetching; asked for again, it goes on where it stopped. */
    cancelPull: () => pulling?.abort(),
  };
}
