import { hash, verify } from '@node-rs/argon2';
import pLimit from 'p-limit';
import { countCharacters } from '../lib/characters.ts';
import { AppError } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';

/** Argon2id above OWASP's minimum; memory in KiB. */
export type PasswordCost = { memoryCost: number; timeCost: number; parallelism: number };

const defaultCost: PasswordCost = { memoryCost: 65_536, timeCost: 3, parallelism: 1 };
export const minPasswordCharacters = 10;
/** Longer ones only make the hash slow for nothing. */
const maxPasswordCharacters = 512;

export type Passwords = {
  /** A PHC string. Throws validation errors for a password that breaks the rules. */
  hash: (password: string) => Promise<string>;
  verify: (password: string, phc: string | undefined) => Promise<boolean>;
  /** Whether a hash was made at another cost and should be made anew while the password is at hand. */
  isOutdated: (phc: string) => boolean;
};

/** Hashes and checks passwords, two at a time: each takes 64 MB and a core. */
export function createPasswords(cost: PasswordCost = defaultCost): Passwords {
  const limit = pLimit(2);
  // Somebody who asks for a name that does not exist waits as long as for one that does.
  let decoy: Promise<string> | undefined;

  return {
    hash: (password) => {
      checkRules(password);
      return limit(() => hash(password, cost));
    },
    verify: async (password, phc) => {
      if (countCharacters(password) > maxPasswordCharacters) return false;
      decoy ??= limit(() => hash('nobody has this password', cost));
      const compared = phc ?? (await decoy);
      const isRight = await limit(() => verify(compared, password));
      return isRight && phc !== undefined;
    },
    isOutdated: (phc) => !phc.includes(`$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}$`),
  };
}

function checkRules(password: string): void {
  const characters = countCharacters(password);
  if (characters < minPasswordCharacters) {
    throw new AppError('validation', say('people.passwordTooShort', { count: minPasswordCharacters }), {
      code: 'password',
    });
  }
  if (characters > maxPasswordCharacters) {
    throw new AppError('validation', say('people.passwordTooLong', { count: maxPasswordCharacters }), {
      code: 'password',
    });
  }
}
