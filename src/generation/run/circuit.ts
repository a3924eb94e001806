import type { FailedEvent } from './events.ts';

/** How many pictures in a row may fail for the same reason before it is taken to be no picture's own. */
export const circuitOpensAfter = 3;

/**
 * Watches the failures of one stage of a run for those that the next picture would meet as well. A failure that may be
 * such a one is told only when a later picture shows that it was not; when the circuit opens none of them is, so that
 * these pictures are looked at again when the run goes on.
 *
 * Each try that the task has used up makes it open later: pictures that are bad themselves and lie side by side stop a
 * run once and not for good.
 */
export function createCircuit(tries: number, tellFailure: (failure: FailedEvent) => void) {
  const opensAfter = circuitOpensAfter * (tries + 1);
  let doubtful: FailedEvent[] = [];

  function tellDoubtful() {
    for (const failure of doubtful) tellFailure(failure);
    doubtful = [];
  }

  return {
    /** Whether this failure is one too many. A validation error is the picture's own: whoever found it is well. */
    opensOn(failure: FailedEvent): boolean {
      const { category, code } = failure.error;
      if (category === 'validation' || doubtful.some(({ error }) => error.code !== code)) tellDoubtful();
      if (category === 'validation') tellFailure(failure);
      else doubtful.push(failure);
      const isOpen = doubtful.length >= opensAfter;
      if (isOpen) doubtful = [];
      return isOpen;
    },
    /** A picture went well, or there are no more: what failed before was the pictures' own. */
    succeeded: tellDoubtful,
  };
}
