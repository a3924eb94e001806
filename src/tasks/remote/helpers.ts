import { listTasksInStatus, type TaskRow } from '../../../db/tasks.ts';
import { toErrorRecord } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import type { Hub } from '../../progress/hub.ts';
import type { RedisConnection } from '../../queue/redis-connection.ts';
import type { Dispatcher } from '../dispatcher.ts';
import type { ThreadHandlers } from '../thread.ts';
import { createFollower, type Entry } from './follower.ts';
import type { Mail } from './mail.ts';
import { type Claim, claim, protocol } from './messages.ts';
import { names } from './names.ts';
import { createOrders, type OrdersOptions } from './orders.ts';
import { createPost } from './post.ts';
import { createRegistry, type Helper } from './registry.ts';
import { createRuns } from './runs.ts';

export type HelpersOptions = Omit<OrdersOptions, 'runs' | 'post' | 'dispatcher'> & {
  redis: RedisConnection;
  mail: Mail;
  dispatcher: Pick<Dispatcher, 'take' | 'goOn'>;
  hub: Hub;
  log: Log;
  leaseMs: number;
  /** Told at every beat what each model host of a helper has; null while it does not answer. */
  onModelHost: (name: string, models: Helper['modelHosts'][number]['models']) => void;
};

/** The helpers as the web machine sees them: it gives them orders, and makes rows of what they tell. */
export type Helpers = {
  /** Goes on with what helpers worked on while this process was away, and listens to them. */
  start: () => Promise<void>;
  /** There may be work: look now. */
  ring: () => void;
  list: () => Helper[];
  /** Leaves helpers alone with what they work on; they finish the pictures at hand and wait. */
  stop: () => void;
};

export function createHelpers(options: HelpersOptions): Helpers {
  const { db, redis, mail, dispatcher, hub, clock, log, leaseMs, onModelHost } = options;
  const follower = createFollower({ redis, clock, log });
  const registry = createRegistry({ redis, mail, clock, log, leaseMs });
  const post = createPost({ redis, mail, clock });
  const runs = createRuns({ db, redis, mail, follower, post, log });
  const serve = createOrders({ ...options, runs, post });
  /** Entries of claims that are not over, by their holders: a process that ends meets them again when it is back. */
  const claims = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;

  function receive({ id, sealed }: Entry): void {
    const said = mail.open(names.claims, sealed, claim);
    // Told twice, because Redis took it and its answer was lost.
    if (claims.has(said.holder)) return post.discard(names.claims, id);
    claims.set(said.holder, id);
    void serveOrLog(said).then((isOver) => isOver && forgetClaim(said.holder));
  }

  async function serveOrLog(said: Claim): Promise<boolean> {
    try {
      return await serve(said);
    } catch (thrown) {
      log.warn({ taskId: said.taskId, error: toErrorRecord(thrown) }, 'a claim could not be served');
      // Its helper gives the task back after a while, or it is met again at the next start.
      return false;
    }
  }

  function forgetClaim(holder: string): void {
    const entryId = claims.get(holder);
    claims.delete(holder);
    if (entryId !== undefined) post.discard(names.claims, entryId);
  }

  function goOnWith(task: TaskRow): void {
    const { id, attempt, workerId, holder } = task;
    if (workerId === null || holder === null) return;
    const start = (handlers: ThreadHandlers) => runs.follow(names.run(id, attempt), workerId, handlers);
    void dispatcher.goOn(task, holder, start).then(() => runs.close(id, attempt) && forgetClaim(holder));
  }

  function hear({ runs: working, modelHosts, protocol: spoken }: Helper): void {
    for (const run of working) runs.beat(run);
    if (spoken === protocol) for (const { name, models } of modelHosts) onModelHost(name, models);
  }

  async function beat(): Promise<void> {
    try {
      await redis.run((client) => client.set(names.web, String(clock.now()), { PX: leaseMs }));
      for (const helper of await registry.read()) hear(helper);
      await runs.removeOver();
    } catch {
      // While Redis is away nobody can give a sign of life, and nobody is taken for dead.
      runs.beatAll();
    }
    hub.publish('admin', { kind: 'helpers' });
  }

  return {
    async start() {
      for (const task of listTasksInStatus(db, 'running')) goOnWith(task);
      await runs.tidy().catch((thrown: unknown) => log.warn({ error: toErrorRecord(thrown) }, 'Redis was not tidied'));
      follower.follow(names.claims, receive);
      await beat();
      // Twice as often as helpers beat: silence is noticed soon after a lease.
      timer = setInterval(() => void beat(), leaseMs / 6);
    },
    ring: () => void redis.run((client) => client.publish(names.doorbell, '')).catch(() => {}),
    list: registry.list,
    stop() {
      clearInterval(timer);
      runs.leave();
      follower.stop();
      post.close();
    },
  };
}
