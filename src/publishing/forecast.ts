import { firstInTurn, type Opening, openingOf, type Standing } from './opening.ts';
import { unitsFor } from './pace.ts';

/** A publication of a lane, as far as it decides what happens when. */
export type Expected = { id: string; notBefore: number; isSettling: boolean; isAsked: boolean; pictures: number };

/** A connection of a lane with what is to be written for it. `standing.used` is the same list for all of a lane. */
export type Member = { connectionId: string; standing: Standing; open: Expected[] };

/** When each publication of a lane is written as things stand, found by going through all of them as the lane will. */
export function forecast(members: Member[], nowMs: number): Map<string, Opening> {
  const openings = new Map<string, Opening>();
  const reasons = heldUpAlone(members, nowMs);
  const waiting = members.map((member) => ({
    ...member,
    open: [...member.open],
    lastWroteAt: member.standing.lastWroteAt,
  }));
  let atMs = nowMs;
  for (;;) {
    const candidates = waiting.flatMap((member) => {
      const next = nextOf(member.open, atMs);
      return next ? [{ member, next, opening: openingOf(member.standing, next, atMs), ...member }] : [];
    });
    const first = firstInTurn(candidates);
    const dueAt = earliestAfter(waiting, atMs);
    // What becomes due in the meantime may go before it.
    if (dueAt !== undefined && (!first || dueAt < first.opening.atMs)) {
      atMs = dueAt;
      continue;
    }
    if (!first) return openings;
    const { member, next, opening } = first;
    atMs = opening.atMs;
    if (!openings.has(next.id)) openings.set(next.id, { atMs, heldBy: reasons.get(next.id) ?? opening.heldBy });
    take(member, next, atMs);
  }
}

/** What would hold each up if it were the only one. Where nothing would, it waits for its turn. */
function heldUpAlone(members: Member[], nowMs: number): Map<string, Opening['heldBy']> {
  const held = members.flatMap(({ standing, open }) =>
    open.map((one) => [one.id, openingOf(standing, one, Math.max(nowMs, one.notBefore)).heldBy] as const),
  );
  return new Map(held);
}

type Waiting = Member & { lastWroteAt: number };

function nextOf(open: Expected[], atMs: number): Expected | undefined {
  let next: Expected | undefined;
  for (const one of open) if (one.notBefore <= atMs && (!next || goesBefore(one, next))) next = one;
  return next;
}

/** In the order of `nextWork`: what is to be settled, what was asked for, then by time. */
function goesBefore(one: Expected, other: Expected): boolean {
  if (one.isSettling !== other.isSettling) return one.isSettling;
  if (one.isAsked !== other.isAsked) return one.isAsked;
  return one.notBefore === other.notBefore ? one.id < other.id : one.notBefore < other.notBefore;
}

function earliestAfter(waiting: Waiting[], atMs: number): number | undefined {
  let earliest: number | undefined;
  for (const { open } of waiting) {
    for (const { notBefore } of open) {
      if (notBefore > atMs && (earliest === undefined || notBefore < earliest)) earliest = notBefore;
    }
  }
  return earliest;
}

/** It is written; what was too much for one write comes after what is due already. */
function take(member: Waiting, taken: Expected, atMs: number): void {
  const { budget, used } = member.standing;
  member.open = member.open.filter((other) => other !== taken);
  if (taken.isSettling) return;
  const units = unitsFor(budget, taken.pictures);
  used.push(...Array<number>(units).fill(atMs));
  member.lastWroteAt = atMs;
  const left = budget.counts === 'pictures' ? taken.pictures - units : 0;
  if (left > 0) member.open.push({ ...taken, notBefore: atMs, pictures: left });
}
