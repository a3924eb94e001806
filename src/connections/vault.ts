import { AppError } from '../lib/errors.ts';
import { deriveKey, seal, unseal } from '../lib/seal.ts';
import { say } from '../lib/sentence.ts';
import type { Keys } from './keys.ts';

/**
 * Where a sealed text lies. It is bound to the place: a row's envelope copied to another row, column or table does not
 * open there.
 */
export type Place = { table: string; column: string; rowId: string };

export type Vault = {
  /** `v1.<key id>.<base64url of nonce, ciphertext and tag>` */
  seal: (place: Place, text: string) => string;
  /** Throws `unsealable` when the envelope was changed, lies elsewhere, or its key is not at hand. */
  open: (place: Place, envelope: string) => string;
  canOpen: (place: Place, envelope: string) => boolean;
  /** Whether the envelope was sealed by a key that is not the current one any more. */
  isOutdated: (envelope: string) => boolean;
};

/** Seals secrets with AES-256-GCM, each kind of place by a key of its own derived from a master key (HKDF-SHA256). */
export function createVault(keys: Keys): Vault {
  const derived = new Map<string, Buffer>();
  const [currentId] = keys.keys();
  if (currentId === undefined) throw new TypeError('A vault needs a key.');

  const keyFor = (keyId: string, { table, column }: Place): Buffer | undefined => {
    const name = `${keyId} ${table}.${column}`;
    const master = keys.get(keyId);
    const known = derived.get(name);
    if (known || !master) return known;
    const key = deriveKey(master, `enc:${table}.${column}:v1`);
    derived.set(name, key);
    return key;
  };

  const open = (place: Place, envelope: string): string => {
    const [version, keyId = '', body = ''] = envelope.split('.');
    const key = keyFor(keyId, place);
    if (version !== 'v1' || !key) throw unsealable();
    try {
      return unseal(key, boundTo(place), body);
    } catch (cause) {
      throw unsealable(cause);
    }
  };

  return {
    open,
    canOpen: (place, envelope) => {
      try {
        open(place, envelope);
        return true;
      } catch {
        return false;
      }
    },
    seal: (place, text) => {
      const key = keyFor(currentId, place);
      if (!key) throw new TypeError('The current key is gone.');
      return `v1.${currentId}.${seal(key, boundTo(place), text)}`;
    },
    isOutdated: (envelope) => envelope.split('.')[1] !== currentId,
  };
}

function boundTo({ table, column, rowId }: Place): string {
  return `${table}:${column}:${rowId}`;
}

function unsealable(cause?: unknown): AppError {
  return new AppError('authentication', say('connections.unsealable'), {
    code: 'unsealable',
    ...(cause !== undefined && { cause }),
  });
}
