import { readReviewItems } from '../../../../db/review.ts';
import { findTask, type TaskRow } from '../../../../db/tasks.ts';
import { announce, partial } from '../../../../templates/components/live.ts';
import { wordsPartial } from '../../../../templates/components/pair.ts';
import { raw } from '../../../../templates/html.ts';
import { runLabelPartial, runPair, runPairs } from '../../../../templates/pages/run-pair.ts';
import { runStatusPartial } from '../../../../templates/pages/run-status.ts';
import type { Words } from '../../../../templates/words.ts';
import type { Parts } from '../../parts.ts';
import { arrivedIdsOf, isActiveRun, mostPairs, runPairOf, runPairsOf, runStatusOf } from '../../run-view.ts';
import type { LiveRegion } from '../channels.ts';
import type { Topic } from './region.ts';

/** A run for its owner: where it stands, its pictures as they arrive, the words as they come. */
export const taskTopic: Topic = ({ user, parts, argument = '' }) => {
  const task = findTask(parts.reader, argument);
  return task?.userId === user.id ? [runRegion(parts, task.id), placeRegion(parts, task.id)] : null;
};

function runRegion(parts: Parts, taskId: string): LiveRegion {
  /** Pictures whose label shows words already, so that the next ones only replace the text. */
  const writing = new Set<string>();

  const showWords = (imageId: string, text: string, words: Words) => {
    if (writing.has(imageId)) return String(wordsPartial(imageId, text));
    writing.add(imageId);
    const [item] = readReviewItems(parts.reader, [imageId]);
    return item ? String(runLabelPartial(words, runPairOf(parts, taskId, item))) : null;
  };

  const showImage = (imageId: string, words: Words) => {
    writing.delete(imageId);
    return renderImage(parts, taskId, imageId, words);
  };

  return {
    key: `task:${taskId}`,
    topic: `task:${taskId}`,
    snapshot: (words) => renderAll(parts, taskId, words),
    render: (news, words) => {
      if (news.kind === 'words') return showWords(news.imageId, news.text, words);
      if (news.kind === 'image') return showImage(news.imageId, words);
      return news.kind === 'task' ? renderTask(parts, taskId, words) : null;
    },
  };
}

/** A waiting run moves up when others begin or end. */
function placeRegion(parts: Parts, taskId: string): LiveRegion {
  const render = (words: Words) => {
    const task = findTask(parts.reader, taskId);
    return task ? String(runStatusPartial(words, runStatusOf(parts, task))) : '';
  };
  const isWaiting = () => findTask(parts.reader, taskId)?.status === 'queued';
  return {
    key: `place:${taskId}`,
    topic: 'admin',
    snapshot: render,
    render: ({ kind }, words) => (kind === 'task' && isWaiting() ? render(words) : null),
  };
}

function renderAll(parts: Parts, taskId: string, words: Words): string {
  const task = findTask(parts.reader, taskId);
  if (!task) return '';
  const pairs = partial('#pairs', 'outerMorph', runPairs(words, runPairsOf(parts, task)));
  return String(runStatusPartial(words, runStatusOf(parts, task))) + pairs;
}

/** While it runs only where it stands; at the end everything, since what was begun and not ended goes from the list. */
function renderTask(parts: Parts, taskId: string, words: Words): string | null {
  const task = findTask(parts.reader, taskId);
  if (!task) return null;
  if (isActiveRun(task)) return String(runStatusPartial(words, runStatusOf(parts, task)));
  const said = task.summary ? announce(words.sentence(task.summary)) : '';
  return renderAll(parts, taskId, words) + said;
}

function renderImage(parts: Parts, taskId: string, imageId: string, words: Words): string | null {
  const task = findTask(parts.reader, taskId);
  const [item] = readReviewItems(parts.reader, [imageId]);
  if (!task || !item || item.taskId !== taskId || item.state === 'found') return null;
  const pair = runPairOf(parts, taskId, item);
  const hasJustArrived = item.state === 'prepared' || (item.state === 'failed' && item.failedStage !== 'describe');
  if (hasJustArrived) return placePair(parts, task, imageId, String(runPair(words, pair)));
  const said = item.state === 'drafted' ? announce(item.text) : '';
  return String(runLabelPartial(words, pair)) + said;
}

/**
 * Puts a pair where a reload would show it, and takes away the one that no longer has room. It is taken out first, so
 * that a picture that arrives a second time, after an attempt broke off, is there once.
 */
function placePair(parts: Parts, task: TaskRow, imageId: string, pair: string): string | null {
  const ids = arrivedIdsOf(parts, task, mostPairs + 1);
  const at = ids.indexOf(imageId);
  if (at < 0 || at >= mostPairs) return null;
  const above = ids[at - 1];
  const content = raw(pair);
  const insertion = above ? partial(`#image-${above}`, 'after', content) : partial('#pairs', 'prepend', content);
  const surplus = ids[mostPairs];
  const removal = surplus ? String(partial(`#image-${surplus}`, 'delete', '')) : '';
  return String(partial(`#image-${imageId}`, 'delete', '')) + insertion + removal;
}
