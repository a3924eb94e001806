import { saveFoundPost } from '../../db/found-posts.ts';
import { type Db, transact } from '../../db/open.ts';
import {
  addSeen,
  admitEvent,
  chooseForTask,
  isPictureFor,
  isRunningAttempt,
  keepEvent,
  raisePercent,
  saveDraft,
  saveFailure,
  savePrepared,
  setListed,
  setReached,
  setStep,
} from '../../db/run-events.ts';
import type { TaskRow } from '../../db/tasks.ts';
import type { TaskEvent, TaskMessage } from '../generation/run/events.ts';
import type { Clock } from '../lib/clock.ts';
import type { Hub, News } from './hub.ts';

/** Where thumbnails are kept as files. */
export type PictureStore = { write: (imageId: string, bytes: Uint8Array) => Promise<unknown> };

export type Tracker = {
  /** Takes a message in; it is applied with the others of this turn of the event loop. */
  apply: (message: TaskMessage) => void;
  /** Resolves when everything taken in so far is in the rows. */
  flushed: () => Promise<void>;
};

export type TrackerOptions = {
  db: Db;
  hub: Hub;
  pictures: PictureStore;
  clock: Clock;
  /** Called when events could not be written: the run they belong to must be stopped, since they are lost. */
  onLost: (thrown: unknown, taskId: string) => void;
  /** Called when a listener of the hub threw; the rows are right, and whoever listens renders them again. */
  onDeafListener: (thrown: unknown) => void;
};

/**
 * Turns events into rows and then into news: one ordered batch per turn of the event loop, rows in one transaction,
 * then the hub. An event counts only if its attempt is the running one and its number the next, so a stalled or
 * doubled worker can shout as it likes.
 */
export function createTracker({ db, hub, pictures, clock, onLost, onDeafListener }: TrackerOptions): Tracker {
  let batch: TaskMessage[] = [];
  let flushing: Promise<void> | null = null;

  async function flush() {
    await new Promise((resolve) => setImmediate(resolve));
    while (batch.length > 0) {
      const messages = batch;
      batch = [];
      for (const told of await write(messages).catch(() => writeByTask(messages))) spread(told);
    }
    flushing = null;
  }

  async function write(messages: TaskMessage[]): Promise<Told[]> {
    await Promise.all(messages.map(writeThumbnail));
    return transact(db, () => messages.flatMap((message) => applyToRows(db, message, clock.now())));
  }

  /** One run's events that cannot be written must not cost the others theirs. */
  async function writeByTask(messages: TaskMessage[]): Promise<Told[]> {
    const told: Told[] = [];
    for (const [taskId, own] of Map.groupBy(messages, (message) => message.taskId)) {
      try {
        told.push(...(await write(own)));
      } catch (thrown) {
        onLost(thrown, taskId);
      }
    }
    return told;
  }

  async function writeThumbnail({ taskId, event, thumbnail }: TaskMessage): Promise<void> {
    if (event.type !== 'prepared' || !thumbnail || !isPictureFor(db, taskId, event.imageId)) return;
    await pictures.write(event.imageId, thumbnail);
  }

  function spread(told: Told) {
    try {
      tell(hub, told);
    } catch (thrown) {
      onDeafListener(thrown);
    }
  }

  return {
    apply(message) {
      batch.push(message);
      flushing ??= flush();
    },
    flushed: () => flushing ?? Promise.resolve(),
  };
}

/** `isStep`: the task has gone on to its next step, which moves the queue and is told to everybody who watches it. */
type Told = { taskId: string; userId: string; news: News; isStep?: boolean };

function tell(hub: Hub, { taskId, userId, news, isStep }: Told): void {
  if (news.kind === 'image') hub.forgetWords(taskId, news.imageId);
  hub.publish(`task:${taskId}`, news);
  if (isStep) hub.publish('admin', news);
  if (news.kind === 'image') hub.publish(`user:${userId}`, { kind: 'inbox' });
}

function applyToRows(db: Db, message: TaskMessage, nowMs: number): Told[] {
  const { taskId, attempt, seq, event } = message;
  if (event.type === 'words') {
    if (!isRunningAttempt(db, message)) return [];
    return [{ taskId, userId: '', news: { kind: 'words', taskId, imageId: event.imageId, text: event.text } }];
  }
  const task = admitEvent(db, message);
  if (!task) return [];
  keepEvent(db, { taskId, attempt, seq, type: event.type, event: withoutText(event) }, nowMs);
  applyEvent(db, task, event, message.thumbnail?.byteLength ?? null, nowMs);
  raisePercent(db, taskId);
  const told = (news: News): Told => ({ taskId, userId: task.userId, news });
  const taskNews = { ...told({ kind: 'task', taskId }), isStep: event.type === 'step' };
  return 'imageId' in event ? [told({ kind: 'image', taskId, imageId: event.imageId }), taskNews] : [taskNews];
}

function applyEvent(db: Db, task: TaskRow, event: TaskEvent, thumbnailBytes: number | null, nowMs: number): void {
  switch (event.type) {
    case 'step':
      setStep(db, task.id, event.step);
      break;
    case 'page':
      addSeen(db, task.id, { posts: event.posts.length });
      for (const post of event.posts) saveFoundPost(db, task, post, nowMs);
      break;
    case 'skipped':
      addSeen(db, task.id, { skipped: event.images });
      break;
    case 'chosen':
      chooseForTask(db, task.id, event.imageIds, nowMs);
      break;
    case 'reached':
      setReached(db, task.id, event.cursor, nowMs);
      break;
    case 'listed':
      setListed(db, task.id, nowMs);
      break;
    case 'prepared':
      savePrepared(db, task.id, event, thumbnailBytes, nowMs);
      break;
    case 'drafted':
      saveDraft(db, task, event, nowMs);
      break;
    case 'failed':
      saveFailure(db, task, event, nowMs);
      break;
  }
}

/** The kept event without what stands in rows of its own: posts, texts and pictures of people do not belong in a log. */
function withoutText(event: TaskEvent): unknown {
  if (event.type === 'page') return { type: event.type, posts: event.posts.map(({ uri }) => uri) };
  if (event.type === 'drafted') {
    const { type, imageId, isReused, origin } = event;
    return { type, imageId, isReused, ...(origin && { origin }) };
  }
  if (event.type === 'prepared') return { ...event, fingerprint: event.fingerprint?.hash };
  return event;
}
