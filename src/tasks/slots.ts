import type { Questions } from '../generation/run/port.ts';
import type { HostReport, Slot } from '../generation/run/tools.ts';

/** The gate before the model hosts: answers a place at one of those named, or null where none has the model. */
export type SlotGate = {
  acquire: (
    wish: SlotAsked & { taskId: string; signal: AbortSignal; isUrgent?: boolean; left?: number },
  ) => Promise<Slot | null>;
};

type SlotAsked = Questions['slot']['args'];

/** Keeps the slots of one thread by the ids of its questions, so that every one comes back however the thread ends. */
export function createSlotKeeper(gate: SlotGate, wish: { taskId: string; isUrgent?: boolean }) {
  const held = new Map<number, (report: HostReport | null) => void>();
  const wished = new Map<number, AbortController>();

  function release(id: number, report: HostReport | null = null): void {
    wished.get(id)?.abort(new Error('withdrawn'));
    held.get(id)?.(report);
    held.delete(id);
  }

  return {
    /** `left`: how many pictures the task has yet to bring, this one included. */
    async take(id: number, asked: SlotAsked, left = 1): Promise<Questions['slot']['answer']> {
      const withdrawal = new AbortController();
      wished.set(id, withdrawal);
      try {
        const slot = await gate.acquire({ ...wish, ...asked, left, signal: withdrawal.signal });
        if (!slot) return null;
        // A wish and its return may come in one breath, as a helper's do that have waited for this machine.
        if (withdrawal.signal.aborted) slot.release(null);
        else held.set(id, slot.release);
        return { host: slot.host, room: slot.room };
      } finally {
        wished.delete(id);
      }
    },
    release,
    held: () => held.size,
    holds: (id: number) => held.has(id),
    releaseAll() {
      for (const id of [...wished.keys(), ...held.keys()]) release(id);
    },
  };
}
