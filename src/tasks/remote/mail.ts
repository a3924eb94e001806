import type { z } from 'zod';
import { AppError } from '../../lib/errors.ts';
import { deriveKey, seal, unseal } from '../../lib/seal.ts';
import { say } from '../../lib/sentence.ts';

/** What goes through Redis, sealed with a key derived from the one that web machine and helpers share. */
export type Mail = {
  /** Bound to the key it is put under: moved elsewhere it does not open. */
  seal: (place: string, value: unknown) => string;
  /** Throws `helper-garbled`: another key, another version, or somebody else's hand. */
  open: <T>(place: string, sealed: string | undefined, type: z.ZodType<T>) => T;
};

export function createMail(workerKey: Uint8Array): Mail {
  const key = deriveKey(workerKey, 'redis:mail:v1');
  return {
    seal: (place, value) => seal(key, place, JSON.stringify(value)),
    open(place, sealed, type) {
      try {
        return type.parse(JSON.parse(unseal(key, place, sealed ?? '')));
      } catch (cause) {
        throw new AppError('resource', say('runs.helperGarbled'), { code: 'helper-garbled', cause });
      }
    },
  };
}

/** A key of 32 bytes in base64, as `openssl rand -base64 32` prints it. Throws a sentence for the operator. */
export function readWorkerKey(text: string): Buffer {
  const key = Buffer.from(text, 'base64');
  if (key.length !== 32) throw new AppError('validation', say('errors.workerKey'));
  return key;
}
