import type { ErrorRecord } from '../lib/errors.ts';

/** How many pictures in a row may fail for the same reason before it is taken to be no picture's own. */
export const circuitOpensAfter = 3;

/** Watches the failures of one stage of a run for those that the next picture would meet as well. */
export function createCircuit() {
  let lastCode: string | undefined;
  let inARow = 0;
  return {
    /** Whether this failure is one too many. A validation error is the picture's own: whoever found it is well. */
    opensOn({ category, code }: ErrorRecord): boolean {
      if (category === 'validation') inARow = 0;
      else inARow = code === lastCode ? inARow + 1 : 1;
      lastCode = code;
      return inARow >= circuitOpensAfter;
    },
    succeeded() {
      inARow = 0;
    },
  };
}
