import { readReviewItems } from '../../../../db/review.ts';
import { findTask } from '../../../../db/tasks.ts';
import { captionWithin } from '../../../../templates/components/caption.ts';
import { announce, partial } from '../../../../templates/components/live.ts';
import { wordsPartial } from '../../../../templates/components/pair.ts';
import { runLabelPartial, runPair, runPairs } from '../../../../templates/pages/run-pair.ts';
import { runStatusPartial } from '../../../../templates/pages/run-status.ts';
import type { Words } from '../../../../templates/words.ts';
import type { Parts } from '../../parts.ts';
import { isActiveRun, mostPairs, runPairOf, runPairsOf, runStatusOf, shownIdsOf } from '../../run-view.ts';
import type { LiveRegion } from '../channels.ts';
import type { Topic } from './region.ts';

/** A run for its owner: where it stands, its pictures as they arrive, the words as they come. */
export const taskTopic: Topic = ({ user, parts, argument = '' }) => {
  const task = findTask(parts.reader, argument);
  return task?.userId === user.id ? [runRegion(parts, task.id), placeRegion(parts, task.id)] : null;
};

function runRegion(parts: Parts, taskId: string): LiveRegion {
  /** Pictures whose pair shows words already, so that the next ones only replace the text. */
  const writing = new Set<string>();

  const showWords = (imageId: string, text: string, words: Words) => {
    if (writing.has(imageId)) return String(wordsPartial(imageId, text));
    writing.add(imageId);
    return renderPair(parts, taskId, imageId, words);
  };

  const showImage = (imageId: string, words: Words) => {
    const isShown = writing.delete(imageId);
    return renderImage(parts, taskId, { imageId, isShown }, words);
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
    render: ({ kind }, words) => ((kind === 'task' || kind === 'queue') && isWaiting() ? render(words) : null),
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

type ImageNews = { imageId: string; isShown: boolean };

/** A picture that was settled without the model's words coming first has no pair yet. */
function renderImage(parts: Parts, taskId: string, { imageId, isShown }: ImageNews, words: Words): string | null {
  const [item] = readReviewItems(parts.reader, [imageId]);
  if (item?.taskId !== taskId || item.state === 'found' || item.state === 'prepared') return null;
  const said = item.state === 'drafted' ? String(announce(captionWithin(item.text, item.language))) : '';
  const isNew = !isShown && (item.state === 'drafted' || item.state === 'failed');
  if (isNew) return (renderPair(parts, taskId, imageId, words) ?? '') + said;
  return runLabelPartial(words, runPairOf(parts, taskId, item)) + said;
}

/**
 * Puts a pair where a reload would show it, and takes away the one that no longer has room. It is taken out first, so
 * that a picture that comes a second time, as after an attempt that broke off, is there once.
 */
function renderPair(parts: Parts, taskId: string, imageId: string, words: Words): string | null {
  const task = findTask(parts.reader, taskId);
  const [item] = readReviewItems(parts.reader, [imageId]);
  const ids = task ? shownIdsOf(parts, task, mostPairs + 1) : [];
  const at = ids.indexOf(imageId);
  if (!item || at < 0 || at >= mostPairs) return null;
  const pair = runPair(words, runPairOf(parts, taskId, item));
  const above = ids[at - 1];
  const insertion = above ? partial(`#image-${above}`, 'after', pair) : partial('#pairs', 'prepend', pair);
  const surplus = ids[mostPairs];
  const removal = surplus ? partial(`#image-${surplus}`, 'delete', '') : '';
  return `${partial(`#image-${imageId}`, 'delete', '')}${insertion}${removal}`;
}
