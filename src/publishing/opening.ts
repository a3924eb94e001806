import type { Rest } from '../connections/rests.ts';
import { type Budget, nextSlot, unitsFor } from './pace.ts';
import type { QuietUntil } from './quiet-hours.ts';

/** Everything that decides when a connection may write, as it is at a moment. */
export type Standing = {
  budget: Budget;
  /** When each unit of the budget was used, oldest first, by whichever connection of the lane. */
  used: number[];
  /** When this connection wrote last within the hour; 0 when it did not. */
  lastWroteAt: number;
  rest: Rest | undefined;
  quietUntil: QuietUntil;
};

/** What decides about a publication besides. `pictures`: how many of its post are to be written. */
export type Candidate = { isSettling: boolean; isAsked: boolean; pictures: number };

/** The earliest moment for it, and what was in its way last. */
export type Opening = { atMs: number; heldBy: 'rest' | 'pace' | 'quiet' | null };

/** Settling what may have been written is only reading: neither the pace nor quiet hours hold it up. */
export function openingOf(standing: Standing, candidate: Candidate, fromMs: number): Opening {
  const { budget, used, rest, quietUntil } = standing;
  let opening = later({ atMs: fromMs, heldBy: null }, rest?.untilMs ?? 0, 'rest');
  if (candidate.isSettling) return opening;
  const units = unitsFor(budget, candidate.pictures);
  for (;;) {
    opening = later(opening, nextSlot(used, budget, units, opening.atMs), 'pace');
    const quietEnd = candidate.isAsked ? null : quietUntil(opening.atMs);
    if (quietEnd === null) return opening;
    opening = later(opening, quietEnd, 'quiet');
  }
}

function later(opening: Opening, atMs: number, heldBy: Opening['heldBy']): Opening {
  return atMs > opening.atMs ? { atMs, heldBy } : opening;
}

/** A connection of a lane that has something to write. */
export type Turn = { connectionId: string; opening: Opening; lastWroteAt: number };

/** Whose turn it is among the connections of a lane: who may go on first, and of several who has waited longest. */
export function firstInTurn<T extends Turn>(candidates: T[]): T | undefined {
  return candidates.toSorted(
    (a, b) =>
      a.opening.atMs - b.opening.atMs || a.lastWroteAt - b.lastWroteAt || (a.connectionId < b.connectionId ? -1 : 1),
  )[0];
}
