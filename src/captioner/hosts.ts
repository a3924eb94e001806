export type SlotRequest = {
  taskId: string;
  signal: AbortSignal;
  /** A small wish of somebody who is looking at the page: before all long runs. */
  isUrgent?: boolean;
  /** How many may be in flight at this host; the gate's own number where nobody says. */
  atMost?: number;
};

export type ModelSlots = {
  /** Resolves with the release, to be called once the model has answered. Rejects with the signal's reason. */
  acquire: (host: string, request: SlotRequest) => Promise<() => void>;
  /** Gives back whatever a task still holds or waits for: its thread is gone. */
  releaseTask: (taskId: string) => void;
  /** How many hold a slot and how many wait for one. */
  load: (host: string) => { held: number; waiting: number };
};

type Waiter = { taskId: string; isUrgent: boolean; grant: () => void; refuse: (reason: unknown) => void };
/** `served`: the tasks in the order of their last turn, oldest first. */
type Host = { held: number; atMost: number; waiters: Waiter[]; served: Set<string> };

const mostRemembered = 1000;

/**
 * The gate before each model host: at most `perHost` requests in flight, over all tasks and threads. Slots go round
 * between the waiting tasks, so that a run of thousands does not keep another from its first picture.
 * Two a host with one parallel slot: the second hides its upload behind the work of the first.
 */
export function createModelSlots({ perHost }: { perHost: number }): ModelSlots {
  const hosts = new Map<string, Host>();
  const heldByTask = new Map<string, Set<() => void>>();

  function hostOf(name: string): Host {
    const known = hosts.get(name) ?? { held: 0, atMost: perHost, waiters: [], served: new Set<string>() };
    hosts.set(name, known);
    return known;
  }

  function grantFreeSlots(host: Host): void {
    while (host.held < host.atMost) {
      const next = nextWaiter(host);
      if (!next) return;
      host.waiters.splice(host.waiters.indexOf(next), 1);
      host.held += 1;
      rememberTurn(host.served, next.taskId);
      next.grant();
    }
  }

  function createRelease(host: Host, taskId: string): () => void {
    const ofTask = heldByTask.get(taskId) ?? new Set();
    heldByTask.set(taskId, ofTask);
    const release = () => {
      if (!ofTask.delete(release)) return;
      if (ofTask.size === 0) heldByTask.delete(taskId);
      host.held -= 1;
      grantFreeSlots(host);
    };
    ofTask.add(release);
    return release;
  }

  return {
    acquire: (name, { taskId, signal, isUrgent = false, atMost = perHost }) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const host = hostOf(name);
        host.atMost = atMost;
        const leave = () => {
          host.waiters.splice(host.waiters.indexOf(waiter), 1);
          reject(signal.reason);
        };
        const waiter: Waiter = {
          taskId,
          isUrgent,
          grant: () => {
            signal.removeEventListener('abort', leave);
            resolve(createRelease(host, taskId));
          },
          refuse: (reason) => {
            signal.removeEventListener('abort', leave);
            reject(reason);
          },
        };
        signal.addEventListener('abort', leave, { once: true });
        host.waiters.push(waiter);
        grantFreeSlots(host);
      }),
    releaseTask: (taskId) => {
      for (const host of hosts.values()) {
        const gone = host.waiters.filter((waiter) => waiter.taskId === taskId);
        host.waiters = host.waiters.filter((waiter) => waiter.taskId !== taskId);
        for (const waiter of gone) waiter.refuse(new DOMException('The task ended', 'AbortError'));
      }
      for (const release of [...(heldByTask.get(taskId) ?? [])]) release();
    },
    load: (name) => {
      const host = hosts.get(name);
      return { held: host?.held ?? 0, waiting: host?.waiters.length ?? 0 };
    },
  };
}

/** The urgent first; otherwise whose task has had no turn for the longest time, in the order of asking. */
function nextWaiter({ waiters, served }: Host): Waiter | undefined {
  const urgent = waiters.find((waiter) => waiter.isUrgent);
  const fresh = waiters.find((waiter) => !served.has(waiter.taskId));
  if (urgent || fresh) return urgent ?? fresh;
  const waitingTasks = new Set(waiters.map((waiter) => waiter.taskId));
  const nextTask = [...served].find((taskId) => waitingTasks.has(taskId));
  return waiters.find((waiter) => waiter.taskId === nextTask);
}

function rememberTurn(served: Set<string>, taskId: string): void {
  served.delete(taskId);
  served.add(taskId);
  const [oldest] = served;
  if (served.size > mostRemembered && oldest !== undefined) served.delete(oldest);
}
