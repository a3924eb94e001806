import type { Db } from '../../../db/open.ts';
import { findTask } from '../../../db/tasks.ts';
import type { ToRun } from '../../generation/run/port.ts';
import type { Log } from '../../lib/log.ts';
import type { RedisConnection } from '../../queue/redis-connection.ts';
import type { ThreadHandlers, ThreadRun } from '../thread.ts';
import { addedAt, type Follower } from './follower.ts';
import type { Mail } from './mail.ts';
import { names, readRunName, runPrefix } from './names.ts';
import type { Post } from './post.ts';
import { followRun } from './remote-run.ts';

export type RunsOptions = { db: Db; redis: RedisConnection; mail: Mail; follower: Follower; post: Post; log: Log };

/**
 * The streams of the runs that helpers work on. A run's stream is its helper's leave to work on it: it is there before
 * the order, and taken away when the end of the run is in the rows.
 */
export function createRuns({ db, redis, mail, follower, post, log }: RunsOptions) {
  const beats = new Map<string, () => void>();
  const over = new Set<string>();
  let isLeft = false;

  function isOver(run: string): boolean {
    const { taskId, attempt } = readRunName(run);
    const task = findTask(db, taskId);
    return task?.status !== 'running' || task.attempt !== attempt;
  }

  async function removeOver(): Promise<void> {
    const runs = [...over];
    if (runs.length === 0) return;
    await redis.run((client) => client.del(runs));
    for (const run of runs) over.delete(run);
  }

  async function scan(): Promise<string[]> {
    return await redis.run(async (client) => {
      const found: string[] = [];
      for await (const keys of client.scanIterator({ MATCH: `${runPrefix}*` })) found.push(...keys);
      return found;
    });
  }

  return {
    /** Answers when that was, by the clock of Redis. */
    open: async (run: string) => addedAt(await redis.run((client) => client.xAdd(run, '*', { opened: '' }))),
    follow(run: string, helperId: string, handlers: ThreadHandlers): ThreadRun {
      beats.set(run, handlers.onBeat);
      const means = {
        ...{ follower, mail, log },
        post: (message: ToRun, onSent?: () => void) => post.tell(helperId, { kind: 'to-run', run, message }, onSent),
        discard: (...entryIds: string[]) => post.discard(run, ...entryIds),
      };
      return followRun(run, means, handlers);
    },
    /** This process stops: runs go on without it. */
    leave() {
      isLeft = true;
    },
    /**
     * Answers whether the attempt is over; else it goes on without this process, which stops. One whose end could not be
     * written is over as well: its helper leaves it, and when the lease has run out the task is tried again.
     */
    close(taskId: string, attempt: number): boolean {
      const run = names.run(taskId, attempt);
      beats.delete(run);
      if (isLeft && !isOver(run)) return false;
      over.add(run);
      // While Redis is away it stays; the next beat tries again.
      removeOver().catch(() => {});
      return true;
    },
    /** Removes what runs of an earlier process left. */
    async tidy(): Promise<void> {
      for (const run of await scan()) if (isOver(run)) over.add(run);
      await removeOver();
    },
    removeOver,
    beat: (run: string) => beats.get(run)?.(),
    beatAll() {
      for (const onBeat of beats.values()) onBeat();
    },
  };
}

export type Runs = ReturnType<typeof createRuns>;
