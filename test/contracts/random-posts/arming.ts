import { findOpenPublication } from '../../../db/publications.ts';
import type { FaultKind } from '../../support/sandbox-instance/faults.ts';
import { happen, type Posted } from './deeds.ts';
import type { Ground } from './ground.ts';
import type { Deed, Plan } from './plan.ts';
import type { Witness } from './witness.ts';

/** Rounds of the publisher until all of it must have come to an end. */
const mostRounds = 80;
const roundMs = 61_000;

const isSilent = ({ fault }: FaultKind) => fault === 'timeout-after-write' || fault === 'blackhole';

/** What of the owner's deeds touched the post. */
export type Touched = { byOwner: boolean };

/**
 * Lets the plan strike from now on, at each request by its number. The owner's deeds come before any request but a
 * write that follows a reading: in the milliseconds between those two no API lets a client see her.
 */
export function arm(ground: Ground, posted: Posted, plan: Plan, witness: Witness) {
  const { sandbox, wire, differences } = ground;
  const touched: Touched = { byOwner: false };
  let next = 0;
  let current = -1;
  let isReading = true;
  let waiting: Deed[] = [...plan.deeds];

  wire.onRequest = ({ method, path }) => {
    current = next++;
    witness.onRequest();
    const isEdit = differences.isEdit({ method, path });
    const wasReading = isReading;
    isReading = !isEdit;
    if (isEdit && wasReading) return;
    const due = waiting.filter(({ at }) => at <= current);
    waiting = waiting.filter(({ at }) => at > current);
    for (const deed of due) {
      witness.endSpan();
      if (happen(ground, posted, deed)) touched.byOwner = true;
      witness.beginSpan();
    }
  };
  // A reading whose connection broke is repeated at once, so the next but one counts as well.
  wire.expectsSilence = () =>
    plan.strikes.some(({ at, times, fault }) => isSilent(fault) && next + 2 >= at && next < at + times);
  const strikes = plan.strikes.map(({ at, times, fault }) =>
    sandbox.faults.add({ ...fault, when: () => current >= at && current < at + times }),
  );

  return {
    touched,
    /** Heals what was struck, the lowered limit too. */
    disarm(): void {
      for (const remove of strikes) remove();
      ground.hush();
      sandbox.setDescriptionLimit(sandbox.limits.descriptionMax);
    },
  };
}

/** Lets the publisher work while time goes by; the person connects again when she must. Answers whether it ended. */
export async function drive({ publishing, clock, db, reconnect }: Ground, postRowId: string): Promise<boolean> {
  for (let round = 0; round < mostRounds; round++) {
    await publishing.runDue();
    reconnect();
    const open = findOpenPublication(db, postRowId);
    if (!open) return true;
    clock.advance(Math.max(roundMs, open.notBefore - clock.now()));
  }
  return false;
}
