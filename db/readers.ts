import { Piscina } from 'piscina';
import type { LibraryFigures } from './reader-thread.ts';

/** Two threads with connections of their own, for what takes longer than the event loop may wait. */
export type Readers = {
  checkpoint: () => Promise<void>;
  countLibrary: () => Promise<LibraryFigures>;
  close: () => Promise<void>;
};

export function createReaders(dataDir: string, onError: (thrown: unknown) => void): Readers {
  const pool = new Piscina({
    filename: new URL('./reader-thread.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: 2,
    idleTimeout: 60_000,
    atomics: 'disabled',
  });
  pool.on('error', onError);
  return {
    checkpoint: () => pool.run(dataDir, { name: 'checkpoint' }),
    countLibrary: () => pool.run(dataDir, { name: 'countLibrary' }),
    close: () => pool.close(),
  };
}
