import type { Clock } from '../lib/clock.ts';
import { AppError, toErrorRecord } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import type { Log } from '../lib/log.ts';
import { say } from '../lib/sentence.ts';
import type { Hub } from '../progress/hub.ts';
import type { TextReader } from '../reading/reading.ts';
import { createPool, deskTask } from './pool.ts';
import { createServing, type DeskSite, type Errand, type Waiting } from './serving.ts';
import type { SlotGate } from './slots.ts';
import { createWishes, type Wish } from './wishes.ts';

/** `id` where the one who asks must be able to ask twice without being served twice. */
export type Asking = { userId: string; imageId: string | null; id?: string; errand: Errand };

export type DeskOptions = {
  hub: Hub;
  /** The gate that runs wait at too. */
  slots: SlotGate;
  site: DeskSite;
  textReader: TextReader;
  clock: Clock;
  log: Log;
  /** The longest a wish may take, once it has begun. */
  mostMs?: number;
  /** The longest its thread may be silent. */
  silenceMs?: number;
  /** The thread's program, for tests of threads that misbehave. */
  workerFile?: URL;
};

export type Desk = ReturnType<typeof createDesk>;

/** How long an uploaded picture waits for somebody to look: its text would be for nobody. */
const unseenMs = 120_000;
const tendEveryMs = 5000;

/**
 * Single wishes, one after the other in a small thread of their own, so that they do not wait behind long runs. What is
 * asked is served after `start`. Nothing here outlives the program; whoever wanted something asks again.
 */
export function createDesk({
  hub,
  slots,
  site,
  textReader,
  clock,
  log,
  workerFile = deskTask,
  ...limits
}: DeskOptions) {
  const { mostMs = 600_000, silenceMs = 15_000 } = limits;
  const wishes = createWishes({ clock, hub });
  const line = new Map<string, Waiting>();
  const onError = (thrown: unknown) =>
    log.error({ error: toErrorRecord(thrown) }, 'the thread of the desk had an error');
  const pool = createPool({ threads: 1, workerFile, onError });
  const serve = createServing({ wishes, site, log, pool, slots, textReader, mostMs, silenceMs });
  let serving: Promise<void> | null = null;
  let isOpen = false;
  let timer: NodeJS.Timeout | undefined;

  async function serveAll(): Promise<void> {
    for (let next = first(line); isOpen && next; next = first(line)) {
      await serve(next);
      line.delete(next.wish.id);
    }
    serving = null;
  }

  function wake(): void {
    if (isOpen && line.size > 0) serving ??= serveAll();
  }

  function cancel(wish: Wish): void {
    line.get(wish.id)?.asked.abort();
    if (wish.state !== 'waiting') return;
    line.delete(wish.id);
    wishes.end(wish, { state: 'cancelled' });
  }

  /** Throws `not-found` for somebody else's. */
  function own(userId: string, id: string): Wish {
    const wish = wishes.find(id);
    if (wish?.userId !== userId) throw new AppError('validation', say('desk.notFound'), { code: 'not-found' });
    wish.seenAtMs = clock.now();
    return wish;
  }

  /** A wish that is already there: the same one asked for twice, or another about a picture that is being described. */
  function standing({ userId, imageId, id }: Asking): Wish | undefined {
    if (id !== undefined && wishes.find(id)) return own(userId, id);
    const isSame = (wish: Wish) => imageId !== null && wish.userId === userId && wish.imageId === imageId;
    return wishes.open().find(isSame);
  }

  return {
    /** Takes a wish in, or answers the one that is already there. Throws `too-many`. */
    ask(asking: Asking): Wish {
      const known = standing(asking);
      if (known) return known;
      const { userId, imageId, id = newId(clock.now()), errand } = asking;
      const wish = wishes.add({ id, userId, imageId, language: errand.request.language });
      line.set(id, { wish, errand, asked: new AbortController() });
      wake();
      return wish;
    },
    find: own,
    /** The last wish about a picture of theirs. */
    ofImage: wishes.ofImage,
    /** Ends a wish, within two seconds when it is at the model. Throws `not-found`. */
    cancel: (userId: string, id: string) => cancel(own(userId, id)),
    /** The person is gone: what she wanted is for nobody. */
    leave(userId: string) {
      for (const wish of wishes.open()) if (wish.userId === userId) cancel(wish);
    },
    /** Ends what nobody looks at and forgets what nobody can still want to see. */
    tend: () => tend({ wishes, hub, clock, cancel }),
    start() {
      isOpen = true;
      timer = setInterval(() => tend({ wishes, hub, clock, cancel }), tendEveryMs).unref();
      wake();
    },
    async stop() {
      isOpen = false;
      clearInterval(timer);
      for (const wish of wishes.open()) cancel(wish);
      await serving;
      await pool.close();
    },
  };
}

type Tended = { wishes: ReturnType<typeof createWishes>; hub: Hub; clock: Clock; cancel: (wish: Wish) => void };

function tend({ wishes, hub, clock, cancel }: Tended): void {
  for (const wish of wishes.uploaded()) {
    if (hub.isWatched(`wish:${wish.id}`)) wish.seenAtMs = clock.now();
    else if (clock.now() - wish.seenAtMs > unseenMs) cancel(wish);
  }
  wishes.forgetOld();
}

const first = (line: Map<string, Waiting>) => line.values().next().value;
