import type { Questions } from '../generation/port.ts';

/** The gate before a model host: an answer is the slot's release. */
export type SlotGate = {
  acquire: (
    host: string,
    wish: { taskId: string; signal: AbortSignal; isUrgent?: boolean; atMost?: number },
  ) => Promise<() => void>;
};

/** Keeps the slots of one thread by the ids of its questions, so that every one comes back however the thread ends. */
export function createSlotKeeper(gate: SlotGate, wish: { taskId: string; isUrgent?: boolean }) {
  const held = new Map<number, () => void>();
  const wished = new Map<number, AbortController>();

  function release(id: number): void {
    wished.get(id)?.abort(new Error('withdrawn'));
    held.get(id)?.();
    held.delete(id);
  }

  return {
    async take(id: number, { host, atMost }: Questions['slot']['args']): Promise<true> {
      const withdrawal = new AbortController();
      wished.set(id, withdrawal);
      try {
        const giveBack = await gate.acquire(host, { ...wish, atMost, signal: withdrawal.signal });
        // A wish and its return may come in one breath, as a helper's do that have waited for this machine.
        if (withdrawal.signal.aborted) giveBack();
        else held.set(id, giveBack);
        return true;
      } finally {
        wished.delete(id);
      }
    },
    release,
    releaseAll() {
      for (const id of [...wished.keys(), ...held.keys()]) release(id);
    },
  };
}
