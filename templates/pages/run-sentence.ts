import { type Sentence, say } from '../../src/lib/sentence.ts';
import type { Words } from '../words.ts';
import type { RunStatusView } from './run-status.ts';

/** What is going on, in one sentence with the figures. */
export function progressSentence(words: Words, view: RunStatusView): Sentence {
  const { progress } = view;
  switch (progress.status) {
    case 'queued':
      return waitingSentence(words, view);
    case 'held':
      return say('runs.held');
    case 'running':
      return progress.isCancelling ? say('runs.cancelling') : workingSentence(words, view);
    case 'completed':
      return view.summary ?? say('runs.completed');
    case 'cancelled':
      return say('runs.cancelled');
    case 'failed':
      return say('runs.failed', { reason: view.error ? words.sentence(view.error) : '' });
  }
}

function waitingSentence(words: Words, { progress, queuedBefore }: RunStatusView): Sentence {
  const { waiting } = progress;
  if (waiting) {
    return say('runs.waiting', { at: waiting.untilMs, reason: waiting.reason ? words.sentence(waiting.reason) : '' });
  }
  return queuedBefore > 0 ? say('runs.queuedBehind', { count: queuedBefore }) : say('runs.queuedNext');
}

function workingSentence(words: Words, { progress }: RunStatusView): Sentence {
  const { counts, percent, remainingMs, step } = progress;
  const done = counts.drafted + counts.failed;
  if (step === 'connecting' || step === 'waiting') return say('runs.connecting');
  if (percent === null) {
    const values = { seen: counts.postsSeen, done };
    return counts.found === 0 ? say('runs.looking', values) : say('runs.found', { ...values, count: counts.found });
  }
  const values = { done, count: counts.found, percent: words.percent(percent / 100) };
  if (remainingMs === null) return say('runs.describing', values);
  return say('runs.describingWithTime', { ...values, left: words.duration(roundUp(remainingMs)) });
}

/** An estimate does not know seconds when minutes are left. */
function roundUp(ms: number): number {
  const stepMs = ms > 120_000 ? 60_000 : 5000;
  return Math.ceil(ms / stepMs) * stepMs;
}
