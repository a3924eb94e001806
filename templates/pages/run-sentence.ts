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
      if (progress.isCancelling) return say('runs.cancelling');
      return progress.isHolding ? say('runs.holding') : workingSentence(words, view);
    case 'completed':
      return view.summary ?? say('runs.completed');
    case 'cancelled':
      return say('runs.cancelled');
    case 'failed':
      return failedSentence(words, view);
  }
}

function failedSentence(words: Words, { error, waitedSince }: RunStatusView): Sentence {
  const reason = error ? words.sentence(error) : '';
  if (waitedSince === null) return say('runs.failed', { reason });
  return say('runs.failedAfterTries', { reason, since: waitedSince });
}

function waitingSentence(words: Words, { progress, hindrance, ...view }: RunStatusView): Sentence {
  const { queuedBefore, queueMs, troubleMs } = view;
  const { waiting } = progress;
  if (waiting) {
    const lately = troubleMs !== null && words.t('runs.waitsLately', { time: words.duration(roundUp(troubleMs)) });
    const reason = [waiting.reason && words.sentence(waiting.reason), lately].filter(Boolean).join(' ');
    return say(waitingKey(waiting.error), { at: waiting.untilMs, reason });
  }
  if (hindrance) return say('runs.queuedFor', { reason: words.sentence(hindrance) });
  if (queuedBefore === 0) return say('runs.queuedNext');
  if (queueMs === null) return say('runs.queuedBehind', { count: queuedBefore });
  return say('runs.queuedBehindLately', { count: queuedBefore, time: words.duration(roundUp(queueMs)) });
}

function waitingKey(error: NonNullable<RunStatusView['progress']['waiting']>['error']): string {
  if (error?.category === 'platform') return 'runs.waitingForServer';
  if (error?.code === 'model-unreachable') return 'runs.waitingForModelProbed';
  return error?.code?.startsWith('model-') ? 'runs.waitingForModel' : 'runs.waiting';
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
