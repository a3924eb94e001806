import { answers, Refusal } from './answers.ts';
import { normaliseName, type SandboxModel } from './models.ts';
import { wait } from './wait.ts';

/** What a slot still has in its cache: the picture it saw last. */
export type Slot = { lastPrompt: string | undefined };
export type SlotLease = { slot: Slot; release: () => void };

/** A model in memory, with its parallel slots and those who wait for one, first come first served. */
export type Runner = {
  model: SandboxModel;
  optionsKey: string;
  contextTokens: number;
  expiresAtMs: number;
  takeSlot: (signal: AbortSignal) => Promise<SlotLease>;
  busySlots: () => number;
  isIdle: () => boolean;
  /** Requests hold a runner from load to answer, so that it is never unloaded beneath them. */
  hold: () => () => void;
  keepAlive: (ms: number) => void;
};

type RunnerOptions = { model: SandboxModel; optionsKey: string; contextTokens: number; slots: number };

function createRunner(options: RunnerOptions, onExpired: (runner: Runner) => void): Runner {
  const free: Slot[] = Array.from({ length: options.slots }, () => ({ lastPrompt: undefined }));
  const waiters: ((slot: Slot) => void)[] = [];
  let holders = 0;
  let keepAliveMs = 300_000;
  let timer: NodeJS.Timeout | undefined;

  const restartExpiry = () => {
    clearTimeout(timer);
    runner.expiresAtMs = Date.now() + Math.min(keepAliveMs, 1e12);
    if (holders > 0 || keepAliveMs > 2 ** 31 - 1) return;
    timer = setTimeout(() => onExpired(runner), keepAliveMs).unref();
  };
  const give = (slot: Slot) => {
    const next = waiters.shift();
    if (next) next(slot);
    else free.push(slot);
  };
  const lease = (slot: Slot): SlotLease => ({ slot, release: once(() => give(slot)) });

  const runner: Runner = {
    model: options.model,
    optionsKey: options.optionsKey,
    contextTokens: options.contextTokens,
    expiresAtMs: 0,
    takeSlot: (signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const slot = free.shift();
        if (slot) return resolve(lease(slot));
        const onAbort = () => {
          waiters.splice(waiters.indexOf(onSlot), 1);
          reject(signal.reason);
        };
        const onSlot = (given: Slot) => {
          signal.removeEventListener('abort', onAbort);
          resolve(lease(given));
        };
        waiters.push(onSlot);
        signal.addEventListener('abort', onAbort, { once: true });
      }),
    busySlots: () => options.slots - free.length,
    isIdle: () => holders === 0,
    hold: () => {
      holders += 1;
      clearTimeout(timer);
      return once(() => {
        holders -= 1;
        restartExpiry();
      });
    },
    keepAlive: (ms) => {
      keepAliveMs = ms;
      restartExpiry();
    },
  };
  restartExpiry();
  return runner;
}

type PendingLoad = RunnerOptions & {
  signal: AbortSignal;
  resolve: (held: HeldRunner) => void;
  reject: (reason: unknown) => void;
};

type HeldRunner = { runner: Runner; drop: () => void };

export type Runners = {
  /** The loaded runner for these options, held; loads it, behind all who asked before, when it is not there. */
  get: (options: RunnerOptions, signal: AbortSignal) => Promise<HeldRunner & { loadMs: number }>;
  loaded: () => Runner[];
  unload: (name: string) => void;
};

export function createRunners(settings: { maxQueue: number; timeScale: number; loads: { count: number } }): Runners {
  const loaded = new Map<string, Runner>();
  const pending: PendingLoad[] = [];
  let isLoading = false;

  const forget = (runner: Runner) => {
    if (loaded.get(normaliseName(runner.model.name)) === runner && runner.isIdle()) {
      loaded.delete(normaliseName(runner.model.name));
    }
  };
  const find = (options: RunnerOptions) => {
    const runner = loaded.get(normaliseName(options.model.name));
    return runner?.optionsKey === options.optionsKey ? runner : undefined;
  };

  const held = (runner: Runner): HeldRunner => ({ runner, drop: runner.hold() });

  async function load(request: PendingLoad): Promise<HeldRunner> {
    const present = find(request);
    if (present) return held(present);
    const name = normaliseName(request.model.name);
    // Other options mean another process: the old one first finishes what it is doing.
    while (loaded.get(name)?.isIdle() === false) await wait(1, request.signal);
    loaded.delete(name);
    settings.loads.count += 1;
    await wait(request.model.loadMs * settings.timeScale, request.signal);
    const runner = createRunner(request, forget);
    loaded.set(name, runner);
    return held(runner);
  }

  async function loadInOrder(): Promise<void> {
    if (isLoading) return;
    isLoading = true;
    for (let request = pending[0]; request; request = pending[0]) {
      // Whoever asked for the load carries it: when they hang up, the load ends and the next in line starts anew.
      if (!request.signal.aborted) await load(request).then(request.resolve, request.reject);
      else request.reject(request.signal.reason);
      pending.splice(pending.indexOf(request), 1);
    }
    isLoading = false;
  }

  return {
    loaded: () => [...loaded.values()],
    unload: (name) => void loaded.delete(normaliseName(name)),
    get: async (options, signal) => {
      const present = find(options);
      if (present) return { ...held(present), loadMs: 0 };
      if (pending.length >= settings.maxQueue) throw new Refusal(answers.busy());
      const startedAt = performance.now();
      const loadedNow = await new Promise<HeldRunner>((resolve, reject) => {
        pending.push({ ...options, signal, resolve, reject });
        void loadInOrder();
      });
      return { ...loadedNow, loadMs: performance.now() - startedAt };
    },
  };
}

function once(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    action();
  };
}
