import { setTimeout as sleep } from 'node:timers/promises';
import type { Ground } from './ground.ts';
import { modelCalls } from './moments.ts';
import type { Stay } from './person.ts';

/** What has not moved for so long after the last kill is stuck; so is what moves and never comes to its end. */
const patience = { quietMs: 60_000, longestMs: 300_000 };

/** Resolves when nothing has moved for a minute, neither at the far ends nor for a person, or all are done. */
export async function untilQuiet(ground: Ground, stays: Stay[], isAllDone: () => boolean): Promise<void> {
  const endsAtMs = Date.now() + patience.longestMs;
  let seen = standing(ground, stays);
  let movedAtMs = Date.now();
  while (!isAllDone() && Date.now() < endsAtMs && Date.now() - movedAtMs < patience.quietMs) {
    await sleep(200);
    const now = standing(ground, stays);
    if (now !== seen) movedAtMs = Date.now();
    seen = now;
  }
}

function standing(ground: Ground, stays: Stay[]): string {
  const edits = ground.instances.map((instance) => instance.edits.length);
  const decided = stays.map(({ decisions, left }) => [decisions.size, left]);
  return JSON.stringify([modelCalls(ground).length, edits, decided]);
}
