import type { Db } from '../../../db/open.ts';
import { findTask, type TaskRow } from '../../../db/tasks.ts';
import type { TaskSpec } from '../../generation/run/spec.ts';
import type { ModelSite } from '../../generation/spec-builder.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Queue } from '../../queue/queue.ts';
import type { Dispatcher } from '../dispatcher.ts';
import type { Place } from '../place.ts';
import { type Claim, orderLastsMs, protocol } from './messages.ts';
import { names } from './names.ts';
import type { Post } from './post.ts';
import type { Runs } from './runs.ts';

export type OrdersOptions = {
  db: Db;
  queue: Queue;
  dispatcher: Pick<Dispatcher, 'take'>;
  buildSpec: (task: TaskRow, site: ModelSite) => Promise<TaskSpec>;
  runs: Runs;
  post: Post;
  clock: Clock;
};

/** A claim that this version cannot serve is offered again after this time, to whoever comes first. */
const againMs = 5000;

/** Answers the claims of helpers with orders, and sees each attempt to its end. */
export function createOrders({ db, queue, dispatcher, buildSpec, runs, post, clock }: OrdersOptions) {
  async function give(said: Claim, spec: TaskSpec): Promise<void> {
    const openedAt = await runs.open(names.run(spec.taskId, spec.attempt));
    const expiresAtMs = openedAt + orderLastsMs;
    post.tell(said.helperId, { kind: 'order', holder: said.holder, expiresAtMs, spec });
  }

  function placeOf(said: Claim, onStart: (spec: TaskSpec) => void): Place {
    return {
      workerId: said.helperId,
      site: siteOf(said),
      start(spec, handlers) {
        onStart(spec);
        const thread = runs.follow(names.run(spec.taskId, spec.attempt), said.helperId, handlers);
        give(said, spec).catch(thread.terminate);
        return thread;
      },
    };
  }

  async function seeThrough(said: Claim): Promise<{ isBegun: boolean; isOver: boolean }> {
    let begun: TaskSpec | undefined;
    const place = placeOf(said, (spec) => {
      begun = spec;
    });
    await dispatcher.take(said.taskId, said.holder, place);
    const isOver = begun === undefined || runs.close(begun.taskId, begun.attempt);
    return { isBegun: begun !== undefined, isOver };
  }

  /** Answers whether all that the claim led to is over; else it stands in rows for the next process. */
  return async function serve(said: Claim): Promise<boolean> {
    const { helperId, taskId, holder } = said;
    const nothing = () => {
      post.tell(helperId, { kind: 'nothing', holder });
      return true;
    };
    if (said.protocol !== protocol) {
      await queue.settle(taskId, holder, { kind: 'retryAt', runAtMs: clock.now() + againMs });
      return nothing();
    }
    // A claim of long ago, read after a pause: the job may be somebody else's by now.
    if (!(await queue.heartbeat(taskId, holder))) return nothing();
    const task = findTask(db, taskId);
    // An earlier process ended between the row and the order; a helper that has it takes no second one.
    if (task?.status === 'running' && task.holder === holder) {
      await give(said, await buildSpec(task, siteOf(said)));
      return false;
    }
    const { isBegun, isOver } = await seeThrough(said);
    return isBegun ? isOver : nothing();
  };
}

/** The helper puts its own addresses in, with what they need. */
const siteOf = ({ modelHosts, inFlight }: Claim): ModelSite => ({
  modelHosts: modelHosts.map(({ url }) => ({ url, headers: {} })),
  installed: async () => modelHosts.flatMap(({ models }) => models ?? []),
  inFlight,
});
