import type { TextReader } from '../../src/reading/reading.ts';

/** A machine where nothing is installed that reads. */
export const readsNothing: TextReader = {
  canRead: () => false,
  readText: async () => null,
  close: async () => {},
};
