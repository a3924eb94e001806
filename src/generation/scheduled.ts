import { readCaptionSettings } from '../../db/caption-settings.ts';
import type { Connection } from '../../db/connections.ts';
import { findDismissedPosts, findImages } from '../../db/found-posts.ts';
import type { Db } from '../../db/open.ts';
import { findTask, insertTask, type TaskRow } from '../../db/tasks.ts';
import type { Clock } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import type { Instance, RemoteMedia, RemotePost } from '../platforms/platform.ts';
import type { Queue } from '../queue/queue.ts';
import { isPicture, isToDescribe, type Order, wantsPost } from './run/listing.ts';
import type { Scope } from './run/scope.ts';
import { type CaptionSettings, readSavedSettings } from './settings.ts';
import { verdictOn } from './verdict.ts';

/** Behind everybody's own runs. */
const priority = 20;
/** The scope says how much; this only keeps within what settings allow. */
const maxPostsPerRun = 5000;

export type ScheduledRuns = ReturnType<typeof createScheduledRuns>;

export type ScheduledRunsOptions = {
  db: Db;
  queue: Queue;
  clock: Clock;
  onEnqueued: () => void;
  onChange: (task: TaskRow) => void;
};

/** Runs that nobody asked for just now: one at a time for a connection, whatever the reason. */
export function createScheduledRuns({ db, queue, clock, onEnqueued, onChange }: ScheduledRunsOptions) {
  return {
    /** Queues a run; null while the connection has another scheduled one. */
    async start(connection: Connection, scope: Scope, model: string): Promise<TaskRow | null> {
      const id = newId(clock.now());
      const { settings } = orderFor(db, connection, scope);
      const owner = { userId: connection.userId, connectionId: connection.id };
      const row = { id, ...owner, kind: 'scheduled' as const, priority, settings, scope, model };
      if (!insertTask(db, row, clock.now())) return null;
      await queue.enqueue(id, { priority, runAtMs: clock.now() });
      onEnqueued();
      const task = findTask(db, id);
      if (task) onChange(task);
      return task ?? null;
    },
  };
}

/**
 * What a scheduled run looks at: kinds of posts and lengths as the person saved them for the connection, the posts by
 * the scope, and nothing that has a draft or a description, unless that says nothing and she wants one beside such.
 */
export function orderFor(db: Db, { id, userId, instance }: Connection, scope: Scope): Order {
  const saved = readCaptionSettings(db, userId, id) ?? null;
  const asSaved = readSavedSettings(saved, (instance as Instance).descriptionLimit);
  const byScope = { fromDate: null, toDate: null, postUrl: null, reprocessExisting: false, maxPostsPerRun };
  const settings: CaptionSettings = { ...asSaved, ...byScope };
  return { settings, scope };
}

/** Whether a scheduled run would find something to describe among these posts. */
export function hasWork(db: Db, connectionId: string, order: Order, posts: RemotePost[]): boolean {
  const { settings } = order;
  const uris = posts.map(({ uri }) => uri);
  const dismissed = findDismissedPosts(db, connectionId, uris);
  const lacksWords = (media: RemoteMedia) => isPicture(media, order) && isToDescribe(media, settings);
  const refs = posts
    .filter((post) => wantsPost(order, post) && !dismissed.has(post.uri))
    .flatMap(({ uri, media }) => media.filter(lacksWords).map(({ id }) => ({ postUri: uri, mediaId: id })));
  const run = { taskId: '', reprocess: false, saysNothingToo: settings.saysNothingToo, isScheduled: true };
  const known = findImages(db, connectionId, refs);
  const settled = known.filter((image) => verdictOn(image, run) !== 'describe' && image.state !== 'described');
  return settled.length < refs.length;
}
