import type { HostRecord } from './host-record.ts';

/** A host that may describe a picture, by its name at the gate. */
export type Candidate = { name: string; record: HostRecord };

/** Until anything has been measured anywhere. */
const assumedPictureMs = 3000;

/**
 * The hosts among which a picture may be sent: those that have its model and are well; where none is, one that may be
 * well again, and where there is none either, all that may have the model, so that the picture meets the trouble
 * itself. Empty where every host is known to lack the model.
 */
export function eligible(candidates: readonly Candidate[], model: string): Candidate[] {
  const having = candidates.filter(({ record }) => record.has(model));
  const possible = having.length > 0 ? having : candidates.filter(({ record }) => record.has(model) === null);
  const well = possible.filter(({ record }) => record.isWell(model));
  const due = possible.filter(({ record }) => !record.isWell(model) && record.isDue(model));
  const usable = [...well, ...due];
  return usable.length > 0 ? usable : possible;
}

/**
 * The host at which a picture would be done first; null when that is one without room, which is worth waiting for.
 * `waiting`: how many pictures wait, this one included. As long as many do, every host is used; the last ones are not
 * given to a slow host that would still be at them when a quick one had done them all.
 */
export function quickest(candidates: readonly Candidate[], model: string, waiting: number): Candidate | null {
  const known = candidates.map(({ record }) => record.pictureMs(model)).filter((ms) => ms !== null);
  const assumedMs = known.length > 0 ? Math.min(...known) : assumedPictureMs;
  const estimates = candidates.map((candidate) => {
    const { record } = candidate;
    const before = record.held() + (record.hasRoom() ? 0 : waiting - 1);
    return { candidate, finishMs: record.finishMs(model, before, assumedMs) };
  });
  const [first] = estimates.toSorted((a, b) => a.finishMs - b.finishMs);
  return first?.candidate.record.hasRoom() ? first.candidate : null;
}
